"""What programs send about conversations. Everything is checked once more by the action."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from chat import kinds
from chat.models import Conversation, Participant
from kit import limits
from kit.api.serializers import Carrying
from kit.http.exceptions import Problem


class People(serializers.ListField):
    """People by handle."""

    child = serializers.CharField(max_length=limits.HANDLE_LENGTH)

    def to_internal_value(self, data: Any) -> list[User]:
        """The people, or a problem when one of them is unknown."""
        handles = set(super().to_internal_value(data))
        known = User.objects.visible_to(self.context["request"].user)
        found = list(known.filter(handle__in=handles))
        if len(found) < len(handles):
            detail = _("One of these people does not exist.")
            raise Problem("unknown_person", detail, field="people")
        return found


class NewGroup(serializers.Serializer[Any]):
    """A group to found."""

    client_id = serializers.UUIDField(required=False, help_text="Makes sending repeatable.")
    name = serializers.CharField(max_length=100)
    people = People(max_length=limits.GROUP_PEOPLE)
    history = serializers.ChoiceField(
        Conversation.History.choices, default=Conversation.History.START
    )


class GroupChange(serializers.Serializer[Any]):
    """Another name."""

    name = serializers.CharField(max_length=100)


class ParticipantChange(serializers.Serializer[Any]):
    """What a participant may do; without it, nothing changes about that."""

    role = serializers.ChoiceField(Participant.Role.choices, required=False)


class NewMessage(serializers.Serializer[Any]):
    """A message to send; `reply_to` is the number of another one, `files` are keys."""

    client_id = serializers.UUIDField(required=False, help_text="Makes sending repeatable.")
    body = serializers.CharField(allow_blank=True, default="", max_length=limits.MESSAGE_LENGTH)
    files = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, max_length=limits.FILES_PER_POST
    )
    reply_to = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=limits.BIGGEST_ID
    )


class CarryingMessage(Carrying, NewMessage):
    """A message to send now, with at most one thing that an app above lends."""

    def lenders(self) -> dict[str, kinds.Kind]:
        """All kinds of things that messages carry."""
        return kinds.KINDS


class MessageChange(serializers.Serializer[Any]):
    """A new text for what was read as `version`."""

    body = serializers.CharField(allow_blank=True, max_length=limits.MESSAGE_LENGTH)
    version = serializers.IntegerField(required=False)


class Forwarding(serializers.Serializer[Any]):
    """Where a message is to be written once more."""

    client_id = serializers.UUIDField(required=False, help_text="Makes sending repeatable.")
    conversation = serializers.IntegerField(min_value=1, max_value=limits.BIGGEST_ID)


class Position(serializers.Serializer[Any]):
    """How far somebody has read."""

    upto = serializers.IntegerField(min_value=0, max_value=limits.BIGGEST_ID)


class Muting(serializers.Serializer[Any]):
    """Until when; without a time, for good."""

    until = serializers.DateTimeField(required=False, allow_null=True, default=None)


class NewDraft(serializers.Serializer[Any]):
    """What was begun to write."""

    body = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=limits.MESSAGE_LENGTH
    )


class NewPlanned(NewMessage):
    """A message to send later."""

    due_at = serializers.DateTimeField()


class PlannedChange(serializers.Serializer[Any]):
    """Another text or time; what is left out stays."""

    body = serializers.CharField(allow_blank=True, required=False, max_length=limits.MESSAGE_LENGTH)
    due_at = serializers.DateTimeField(required=False)
