"""Questions in posts, announcements and messages: quick votes, named or anonymous."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    """Questions in posts, announcements and messages: quick votes, named or anonymous."""

    name = "polls"
    verbose_name = _("Polls")
    default_auto_field = "django.db.models.BigAutoField"
