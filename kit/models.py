"""Tables of the toolbox."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.database import server_time
from kit.jobs.queue import QueuedRow, QueueQuerySet
from kit.jobs.retention import kept_for


class OutboxQuerySet(QueueQuerySet["OutboxEntry"]):
    """Rows of the outbox by what is left to do with them."""

    def failed(self) -> "OutboxQuerySet":
        """Rows that were given up and wait for an administrator, without an end of their own."""
        return self.filter(failed_at__isnull=False)


@kept_for(days=7, since="done_at")
class OutboxEntry(QueuedRow):
    """One event, written in the transaction of its cause and handled at least once afterwards."""

    event = models.CharField(_("event"), max_length=120)
    payload = models.JSONField(_("ids"), default=dict)
    finished = models.JSONField(_("finished handlers"), default=list)
    created_at = models.DateTimeField(_("created at"))
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

    @classmethod
    def failure(cls, at: datetime | None) -> dict[str, Any]:
        """What was given up is not done: it is kept until somebody starts it anew."""
        return {"failed_at": at}


class Heartbeat(models.Model):
    """When something that runs by itself was last heard of."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class FileText(models.Model):
    """What the file with this key says, page by page; no pages where it could not be read.

    Nobody asks for it but through the row of the file, whose `visible_to` says who may.
    """

    key = models.CharField(max_length=60, primary_key=True)
    pages = models.JSONField(_("pages"), default=list)
    is_whole = models.BooleanField(_("whole"), default=False)
    read_at = models.DateTimeField(_("read at"), default=server_time.now)

    def __str__(self) -> str:
        return self.key
