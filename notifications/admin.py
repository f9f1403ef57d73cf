"""What administrators see of notifications."""

from notifications.mail import admin  # noqa: F401 (registers itself)
