"""The queue of mails, and the addresses that take none."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.jobs.queue import QueuedRow, QueueQuerySet
from kit.jobs.retention import kept_for

MOST_REFUSALS = 3  # an address that was refused that often gets nothing more


class MailQuerySet(QueueQuerySet["Mail"]):
    """The queue of mails."""

    def failed(self) -> "MailQuerySet":
        """Mails that were given up; they can be sent again until they are forgotten."""
        return self.filter(state=Mail.State.FAILED)

    def finish_and_erase(self, state: "Mail.State", problem: str = "") -> int:
        """Note how these ended, with nothing left to send. Their words go."""
        return self.finish(state=state, problem=problem, subject="", text="", html="")


class MailKind(models.TextChoices):
    """What the mail tells."""

    NOTIFICATION = "news", _("Notification")
    DIGEST = "digest", _("Digest")
    REPORT = "report", _("Reported post")


@kept_for(days=30, since="done_at")
class Mail(QueuedRow):
    """A mail to one person. `message_id` names what it tells, so it is written down once.

    `parts` are ids, never words. The words are made at the first attempt, with the rights the
    person has then, and stay as they are: a repeat after a crash is the same mail to the letter.
    They are emptied when the mail is done.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("No longer needed")
        FAILED = "failed", _("Failed")

    message_id = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mails", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MailKind.choices)
    parts = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            # sending: the longest waiting first; stays as small as the backlog
            models.Index("due_at", "id", name="mails_due", condition=Q(due_at__isnull=False)),
            # operations and retention: what was done when, and how it ended
            models.Index(fields=["done_at", "state"], name="mails_by_end"),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk}"  # what it tells is nobody else's business

    @classmethod
    def failure(cls, at: datetime | None) -> dict[str, Any]:
        """A mail that failed keeps its words: it may be sent again by hand."""
        return {"state": cls.State.FAILED if at else cls.State.WAITING, "done_at": at}

    @property
    def is_worded(self) -> bool:
        """Whether an attempt was made, after which it must not change."""
        return bool(self.text)


class RefusedAddressQuerySet(models.QuerySet["RefusedAddress"]):
    """Questions about addresses."""

    def off(self) -> "RefusedAddressQuerySet":
        """Addresses that get nothing more."""
        return self.filter(count__gte=MOST_REFUSALS)


class RefusedAddress(models.Model):
    """An address that the mail server does not know. The first mail it takes removes the row."""

    address = models.EmailField(_("e-mail address"), unique=True)
    count = models.PositiveSmallIntegerField(_("refused"), default=0)
    problem = models.CharField(_("last problem"), max_length=200, blank=True)
    refused_at = models.DateTimeField(_("last refused"), default=timezone.now)

    objects = RefusedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return self.address
