"""Worlds in which rights are tried out."""
