"""What is not sent yet: drafts, and messages planned for later."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models.conversations import Conversation
from chat.models.messages import Message
from kit.database import server_time
from kit.database.idempotency import Idempotent


class OwnQuerySet(models.QuerySet[Any]):
    """Questions about what nobody but its author may see."""

    def visible_to(self, user: User | AnonymousUser) -> "OwnQuerySet":
        """The own ones, in conversations that are still readable."""
        readable = Conversation.objects.visible_to(user)
        return self.filter(author=user.pk, conversation__in=readable)


class Draft(models.Model):
    """A text begun on one device, so that another one can go on."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="chat_drafts")
    body = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("author", "conversation", name="one_draft")]


class PlannedQuerySet(OwnQuerySet):
    """Questions about planned messages."""

    def due(self, now: datetime | None = None) -> "PlannedQuerySet":
        """What is to be sent by now, in that order."""
        due = self.filter(problem="", due_at__lte=now or server_time.now())
        return due.order_by("due_at", "pk")


class Planned(Idempotent):
    """A message that is sent at `due_at`, and until then seen by its author only.

    No queue with leases (`kit.jobs.queue`): sending is one transaction that deletes the row, and
    `due_at` is the author's own, so that no worker may move it.

    Its client id becomes that of the message, so two workers send it once. `problem` says why it
    could not be sent.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="planned")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="planned_messages"
    )
    body = models.TextField(_("text"), blank=True)
    reply_to = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField(_("to be sent at"))
    problem = models.CharField(max_length=40, blank=True, editable=False)

    objects = PlannedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_planned_per_client_id")
        ]
        # what is due, and the own ones of a conversation
        indexes = [
            models.Index(fields=["due_at"], name="planned_by_time", condition=models.Q(problem="")),
            models.Index(fields=["author", "conversation"], name="planned_of_person"),
        ]
