"""What is on its way to people."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.database import server_time
from kit.jobs.queue import QueuedRow, QueueQuerySet
from kit.jobs.retention import kept_for

WAITS = Q(due_at__isnull=False)


class DeliveryQuerySet(QueueQuerySet["Delivery"]):
    """The queue of deliveries."""

    def failed(self) -> "DeliveryQuerySet":
        """What was given up."""
        return self.filter(state=Delivery.State.FAILED)

    def shown(self) -> "DeliveryQuerySet":
        """What devices may still be showing."""
        return self.filter(is_shown=True)

    def read(self) -> "DeliveryQuerySet":
        """What tells of something the recipient has opened, in the bell or where it leads to."""
        from notifications.models import Notification

        return self.exclude(notification__in=Notification.objects.unread())

    def drop(self) -> int:
        """Send none of these any more; how many there were."""
        return self.finish(state=Delivery.State.DROPPED)

    @transaction.atomic
    def give_up(self, rows: Collection["Delivery"], problem: str = "") -> int:
        """Note that these failed; what was to reach a device goes by mail then."""
        lost = super().give_up(rows, problem)
        if lost:
            self.mail_instead([row for row in rows if row.channel == Delivery.Channel.PUSH])
        return lost

    def mail_instead(self, rows: Collection["Delivery"]) -> None:
        """Plan mails about what these were to tell, unless one is waiting."""
        same = ("notification_id", "recipient_id", "since", "is_urgent", "has_waited")
        mail, now = Delivery.Channel.MAIL, server_time.now()
        planned = (
            Delivery(channel=mail, due_at=now, **{name: getattr(row, name) for name in same})
            for row in rows
        )
        self.bulk_create(planned, ignore_conflicts=True)


@kept_for(days=7, since="done_at")
class Delivery(QueuedRow):
    """One notification on its way over one channel.

    A bump makes a new row of what waits; a worker that is just sending the old one settles nothing
    of the new.
    """

    class Channel(models.TextChoices):
        """The channels to people who have no page open."""

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
    is_urgent = models.BooleanField(_("urgent"), default=False)
    has_waited = models.BooleanField(_("waited for the end of quiet time"), default=False)
    reached = models.JSONField(default=list)  # ids of the devices that have it
    is_shown = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint("notification", "channel", name="waits_once", condition=WAITS)
        ]
        indexes = [
            # what is to be sent next
            models.Index("due_at", "id", name="deliveries_due", condition=WAITS),
            # what a person has waiting, and what the own devices show
            models.Index("recipient", name="deliveries_waiting", condition=WAITS),
            models.Index("recipient", name="deliveries_shown", condition=Q(is_shown=True)),
            # figures of the last hours, and what the nights forget
            models.Index("done_at", name="deliveries_by_age"),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"  # to whom of what is nobody else's business

    @classmethod
    def failure(cls, at: datetime | None) -> dict[str, Any]:
        """A failed delivery has its end in the state."""
        return {"state": cls.State.FAILED if at else cls.State.WAITING, "done_at": at}
