"""What programs send about conversations. Everything is checked once more by the action."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from chat.api import reading
from chat.limits import GROUP_PEOPLE, MESSAGE_LENGTH
from chat.models import Conversation, Message
from kit import limits
from kit.api.serializers import Carrying, Keys, Named, PhotosToCome, Reference, Repeatable


class People(Named):
    """People by handle."""

    model = User
    by = "handle"
    child = serializers.CharField(max_length=limits.HANDLE_LENGTH)
    unknown = ("unknown_person", _("One of these people does not exist."))


UPTO = {"upto": serializers.IntegerField(min_value=0, max_value=limits.BIGGEST_ID)}
NUMBER = {"min_value": 1, "max_value": limits.BIGGEST_ID}


class NewGroup(Repeatable):
    """A group to found."""

    name = serializers.CharField(max_length=100)
    people = People(max_length=GROUP_PEOPLE)
    history = serializers.ChoiceField(
        Conversation.History.choices, default=Conversation.History.START
    )


class NewMessage(Repeatable):
    """A message to send; `reply_to` is the number of another one, `files` are keys."""

    body = serializers.CharField(allow_blank=True, default="", max_length=MESSAGE_LENGTH)
    files = Keys()
    reply_to = Reference(
        lambda view, seq: view.numbered(seq), required=False, allow_null=True, **NUMBER
    )


class CarryingMessage(Carrying, NewMessage):
    """A message to send now, with at most one embed."""

    container = Message
    photos_to_come = PhotosToCome()


class Forwarding(Repeatable):
    """Where a message is to be written once more."""

    conversation = Reference(
        lambda view, pk: get_object_or_404(reading.conversations(view.request.user), pk=pk),
        **NUMBER,
    )


class NewPlanned(NewMessage):
    """A message to send later."""

    due_at = serializers.DateTimeField()
