"""Messages for later, over REST. Only their author knows of them."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import User
from chat import actions, policy
from chat.api import input_serializers as sent
from chat.api import serializers as shapes
from chat.api.base import InConversation
from chat.limits import CHAT_WRITE, MESSAGE_LENGTH
from chat.models import Planned
from kit.api.methods import call, create


def change_planned(*, by: User, planned: Planned, **sent: Any) -> Planned:
    """Change text or time; what is not sent stays."""
    content = {"body": planned.body, "due_at": planned.due_at, **sent}
    return actions.change_planned(by=by, planned=planned, **content)


class PlannedMessages(InConversation):
    """What the person will send in a conversation, the next one first."""

    serializer_class = shapes.PlannedRow
    ordering = ("due_at", "id")
    lookup_url_kwarg = "planned_pk"

    def get_queryset(self) -> QuerySet[Any]:
        """The own ones of this conversation."""
        mine = super().get_queryset().filter(conversation=self.conversation)
        return mine.select_related("reply_to").prefetch_related("files")

    plan = create(
        actions.plan_message,
        "Plan a message.",
        sent.NewPlanned,
        within="conversation",
        may=policy.can_write,
        rate=CHAT_WRITE,
    )
    change = call(
        change_planned,
        body={
            "body": serializers.CharField(
                allow_blank=True, required=False, max_length=MESSAGE_LENGTH
            ),
            "due_at": serializers.DateTimeField(required=False),
        },
    )
    cancel = call(actions.cancel_planned, answers=None)
