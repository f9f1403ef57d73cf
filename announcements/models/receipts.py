"""What people do with announcements: confirming, opening; and being reminded."""

from django.conf import settings
from django.db import models

from announcements.models.versions import Version


class Confirmation(models.Model):
    """That a person has read and understood a version. Never changed, never taken back.

    `device_at` is what the device said, for requests that waited for a network; it decides
    nothing. `seen_number` is the version that was on the screen: `version` or a correction of it.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="confirmations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_number = models.PositiveIntegerField()
    device_at = models.DateTimeField(null=True)
    server_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("version", "user", name="one_confirmation")]


class Opening(models.Model):
    """That a person has opened an announcement, so that its card shrinks.

    Without a time, shown to nobody else, and removed once the announcement has expired; what is
    left then is the number in `Announcement`.
    """

    announcement = models.ForeignKey(
        "announcements.Announcement", models.CASCADE, related_name="openings"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("announcement", "user", name="one_opening")]


class Reminder(models.Model):
    """That the people who have not confirmed were reminded, at most once a day."""

    announcement = models.ForeignKey(
        "announcements.Announcement", models.CASCADE, related_name="reminders"
    )
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("announcement", "day", name="one_reminder_a_day")]
