"""When people want digests, which windows they were sent for, and what was told in them."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.jobs.retention import kept_for
from notifications.digest.schedule import Rhythm, Weekday, next_due

MORNING = time(6, 45)


class DigestPlanQuerySet(models.QuerySet["DigestPlan"]):
    """Questions about plans."""

    def visible_to(self, user: User | AnonymousUser) -> "DigestPlanQuerySet":
        """The own one."""
        return self.filter(user=user.pk) if user.is_active else self.none()

    def due(self, now: datetime) -> "DigestPlanQuerySet":
        """Plans whose hour has come."""
        return self.filter(due_at__lte=now)


class DigestPlan(models.Model):
    """When a person wants a digest, and up to when everything was told.

    `told_until` is the end of the last window and the beginning of the next, so that windows have
    no gaps. `due_at` is computed whenever something changes that it follows from.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="digest_plan"
    )
    rhythm = models.CharField(
        _("frequency"), max_length=10, choices=Rhythm.choices, default=Rhythm.WORKDAYS
    )
    hour = models.TimeField(_("time of day"), default=MORNING)
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    told_until = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)

    objects = DigestPlanQuerySet.as_manager()

    class Meta:
        # whose hour has come
        indexes = [
            models.Index(
                fields=["due_at", "user"],
                name="digests_due",
                condition=Q(due_at__isnull=False),
            )
        ]

    def due_after(self, moment: datetime) -> datetime | None:
        """When the next digest is due after `moment`, by the clock of the person."""
        return next_due(self.rhythm, self.hour, self.weekday, self.user.zone, moment)


# longer than the notifications that remember them
@kept_for(days=120, since="window_end")
class Digest(models.Model):
    """One digest: a person and a window. `content` names what was new in it, by ids."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    content = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "window_start", name="one_digest_per_window")
        ]
        # what the nights forget
        indexes = [models.Index(fields=["window_end"], name="digests_by_age")]

    def __str__(self) -> str:
        return f"Digest {self.pk}"


class ToldMessages(models.Model):
    """Up to which message of a conversation a person was told in digests.

    Messages have numbers without gap in the order of commits, so none is told twice or never.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    conversation = models.BigIntegerField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "conversation", name="told_messages_once")]
