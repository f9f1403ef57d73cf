"""Asynchronous conversations: messages that arrive once, in order, and wait."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Asynchronous conversations: messages that arrive once, in order, and wait."""

    name = "chat"
    default_auto_field = "django.db.models.BigAutoField"
