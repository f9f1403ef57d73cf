"""Requests and answers: what every one of them passes, and how problems look."""
