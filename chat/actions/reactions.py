"""Reacting to a message with one tap, and taking it back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from chat.actions.sequence import lock, mark_changed
from chat.models import Message, MessageKind, MessageReaction
from reactions.actions import give, take_back
from reactions.models import ReactionKind


@transaction.atomic
def react_to_message(*, by: User, message: Message, kind: str = ReactionKind.LIKE) -> None:
    """Record that `by` reacts with `kind`. One per person: another kind replaces it."""
    conversation = lock(message.conversation)
    living = Message.objects.living().filter(pk=message.pk, kind=MessageKind.TEXT)
    if not living.exists():
        raise PermissionDenied
    give(MessageReaction, Message, _identity(by, message), message.pk, kind)
    mark_changed(conversation, message)


@transaction.atomic
def take_back_message_reaction(*, by: User, message: Message) -> None:
    """Remove the reaction of `by` to `message`, if there is one."""
    conversation = lock(message.conversation)
    take_back(MessageReaction, Message, _identity(by, message), message.pk)
    mark_changed(conversation, message)


def _identity(by: User, message: Message) -> dict[str, Any]:
    return {"message": message, "user": by}
