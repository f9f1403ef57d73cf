"""Requests and responses: what every one of them passes, and how problems look."""
