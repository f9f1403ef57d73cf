"""What the company says: announcements, who has confirmed them, the archive."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """What the company says: announcements, who has confirmed them, the archive."""

    name = "announcements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lend the feed a kind of post."""
        from announcements.kinds import ANNOUNCEMENT
        from feed.kinds import register

        register(ANNOUNCEMENT)
