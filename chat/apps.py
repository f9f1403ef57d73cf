"""Asynchronous conversations: messages that arrive once, in order, and wait."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """Asynchronous conversations: messages that arrive once, in order, and wait."""

    name = "chat"
    verbose_name = _("Chat")
    default_auto_field = "django.db.models.BigAutoField"
