"""Tables of the toolbox."""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.database import server_time
from kit.database.idempotency import Idempotent
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


class ResumableUploadQuerySet(models.QuerySet["ResumableUpload"]):
    """Uploads that arrive in parts, by who may know of them."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "ResumableUploadQuerySet":
        """Those of `user`; nobody else ever hears of them."""
        return self.filter(author=user.pk) if user.is_active else self.none()


class ResumableUpload(Idempotent):
    """A file that arrives in parts, through cuts of the line: its first `offset` bytes are here.

    Once all are, the app that `kind` belongs to has taken the file in under `file_key`, as if it
    had been sent at once.
    """

    key = models.CharField(max_length=60, unique=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("author")
    )
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=limits.FILE_NAME_LENGTH)
    description = models.CharField(_("description"), max_length=500, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    offset = models.PositiveBigIntegerField(default=0)
    file_key = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(default=server_time.now)

    objects = ResumableUploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_upload_per_client_id")
        ]
        indexes = [models.Index(fields=["created_at"], name="kit_uploads_by_age")]

    def __str__(self) -> str:
        return f"Upload {self.pk}"

    def forget_parts(self) -> None:
        """Remove the parts now, and their bytes once that is certain."""
        names = list(self.parts.values_list("file", flat=True))
        self.parts.all().delete()
        for name in names:
            transaction.on_commit(partial(default_storage.delete, name), robust=True)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row and what has arrived; a file that was taken in stays."""
        self.forget_parts()
        return super().delete(*args, **kwargs)


class UploadPart(models.Model):
    """Some bytes of an upload, stored as an object of their own: no storage can append."""

    upload = models.ForeignKey(ResumableUpload, models.CASCADE, related_name="parts")
    offset = models.PositiveBigIntegerField()
    file = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("upload", "offset", name="one_part_per_offset")]

    def __str__(self) -> str:
        return f"Part of upload {self.upload_id} at {self.offset}"
