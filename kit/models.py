"""Tables of the toolbox."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    """Rows of the outbox by what is left to do with them."""

    def due(self, now: datetime) -> "OutboxQuerySet":
        """Rows whose turn has come, the longest waiting first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def failed(self) -> "OutboxQuerySet":
        """Rows that were given up and wait for an administrator."""
        return self.filter(failed_at__isnull=False)


class OutboxEntry(models.Model):
    """One event, written in the transaction of its cause and handled at least once afterwards.

    `due_at` says when it is to be taken next; it is empty once nothing is left to do. Taking a row
    moves `due_at` into the future: a worker that dies loses the row to the next one by itself.
    """

    event = models.CharField(_("event"), max_length=120)
    payload = models.JSONField(_("ids"), default=dict)
    finished = models.JSONField(_("finished handlers"), default=list)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.TextField(_("last problem"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("next attempt"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    failed_at = models.DateTimeField(_("given up at"), null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        indexes = [
            # taking: due rows, the longest waiting first; stays as small as the backlog
            models.Index("due_at", "id", name="kit_outbox_due", condition=Q(due_at__isnull=False)),
            # sweeping: finished rows by age
            models.Index("done_at", name="kit_outbox_done", condition=Q(done_at__isnull=False)),
            # admin: what was given up
            models.Index(
                "failed_at", name="kit_outbox_failed", condition=Q(failed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class Heartbeat(models.Model):
    """When something that runs by itself was last heard of."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
