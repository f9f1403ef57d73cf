"""Mails to people: written down first, worded when they go out, then the same for good."""
