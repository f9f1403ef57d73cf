"""What the company says: announcements, who has confirmed them, the archive."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnouncementsConfig(AppConfig):
    """What the company says: announcements, who has confirmed them, the archive."""

    name = "announcements"
    verbose_name = _("News")
    default_auto_field = "django.db.models.BigAutoField"
