"""What is on its way to people."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.database import server_time


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about deliveries."""

    def waiting(self) -> "DeliveryQuerySet":
        """What is still to be sent."""
        return self.filter(state=Delivery.State.WAITING)

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """What is to be sent by now."""
        return self.waiting().filter(due_at__lte=now)

    def shown(self) -> "DeliveryQuerySet":
        """What devices may still be showing."""
        return self.filter(is_shown=True)

    def read(self) -> "DeliveryQuerySet":
        """What tells of something the recipient has opened, in the bell or where it leads to."""
        from notifications.models import Notification

        return self.exclude(notification__in=Notification.objects.unread())

    def drop(self) -> int:
        """Send none of these any more; how many there were."""
        return self.waiting().update(state=Delivery.State.DROPPED, settled_at=server_time.now())


class Delivery(models.Model):
    """One notification on its way over one channel.

    Like a row of the outbox: taking it moves `due_at` into the future, so a worker that dies loses
    it to the next one. A bump makes a new row of what waits; a worker that is just sending the old
    one settles nothing of the new.
    """

    class Channel(models.TextChoices):
        """The ways to people who have no page open."""

        PUSH = "push", _("On my devices")
        MAIL = "mail", _("By e-mail")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("dropped")  # read, gone, or nobody to send it to
        FAILED = "failed", _("failed")

    notification = models.ForeignKey(
        "notifications.Notification", models.CASCADE, related_name="deliveries"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    has_waited = models.BooleanField(_("waited for the end of quiet time"), default=False)
    reached = models.JSONField(default=list)  # ids of the devices that have it
    is_shown = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                "notification", "channel", name="waits_once", condition=Q(state="waiting")
            )
        ]
        indexes = [
            # what is to be sent next
            models.Index("due_at", name="deliveries_due", condition=Q(state="waiting")),
            # what a person has waiting, and what the own devices show
            models.Index("recipient", name="deliveries_waiting", condition=Q(state="waiting")),
            models.Index("recipient", name="deliveries_shown", condition=Q(is_shown=True)),
            # figures of the last hours, and what the nights forget
            models.Index("settled_at", name="deliveries_by_age"),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"  # to whom of what is nobody else's business
