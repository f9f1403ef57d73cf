"""The devices people are reached on, and the key by which push services know us."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.devices import Device, device_of
from accounts.models import User

LOST, HOPELESS = timedelta(days=1), timedelta(days=7)


class PushKey(models.Model):
    """The key pair of this site. There is one row, made when it is first needed."""

    private = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return "Push key"


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    """Questions about devices."""

    def visible_to(self, user: User | AnonymousUser) -> "PushDeviceQuerySet":
        """One's own."""
        return self.filter(user=user.pk) if user.is_active else self.none()


class PushDevice(models.Model):
    """A browser on a device that a person wants to be reached on.

    It belongs to the session in which it was added and goes with it, however that session ends.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_devices")
    session = models.ForeignKey(
        UserSession, models.CASCADE, null=True, blank=True, related_name="+"
    )
    endpoint = models.CharField(max_length=1000, unique=True, editable=False)
    p256dh = models.CharField(max_length=100, editable=False)
    auth = models.CharField(max_length=40, editable=False)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    is_on = models.BooleanField(_("on"), default=True)
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    reached_at = models.DateTimeField(_("last reached"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    rests_until = models.DateTimeField(_("paused until"), null=True, blank=True)

    is_gone = False  # whether the row was removed since it was read

    objects = PushDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("push device")
        verbose_name_plural = _("push devices")

    def __str__(self) -> str:
        return self.device.name

    @property
    def device(self) -> Device:
        """What it is, in words."""
        return device_of(self.user_agent)

    def is_of(self, session_key: str | None) -> bool:
        """Whether it is the browser with this session."""
        return self.session is not None and self.session.session_key == session_key

    def is_resting(self, now: datetime) -> bool:
        """Whether its push service asked for patience, or failed a moment ago."""
        return self.rests_until is not None and self.rests_until > now

    def is_lost(self, now: datetime) -> bool:
        """Whether it has failed for so long that nothing should wait for it."""
        return self.failing_since is not None and now - self.failing_since > LOST

    def is_hopeless(self, now: datetime) -> bool:
        """Whether it has failed for so long that it will not come back."""
        return self.failing_since is not None and now - self.failing_since > HOPELESS
