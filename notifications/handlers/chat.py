"""What is told of conversations: being named, and messages to whoever wants to hear of them.

What is unread there the chat itself counts; a row is written for the ways a person has chosen.
"""

from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User
from chat.events import MessageDeleted, MessageSent, PeopleNamed
from chat.models import Conversation, Message
from kit.jobs.outbox import on
from kit.text import rendering
from notifications.kinds import Kind
from notifications.models import Cause
from notifications.notify import Notice, notify, withdraw
from notifications.targets.chat import CHAT_MENTION, CHAT_MESSAGE, DIRECT_MESSAGE


@on(PeopleNamed)
def tell_the_named(event: PeopleNamed) -> None:
    """Tell the people who are named, as far as they take part."""
    for message in _written(event.message_id):
        notice = _notice(message, CHAT_MENTION, event.by_id)
        readers = message.conversation.readers().filter(pk__in=event.user_ids)
        notify(notice, readers, exclude=event.by_id)


@on(MessageSent)
def tell_of_message(event: MessageSent) -> None:
    """Tell everybody who has not muted the conversation and is not named anyway."""
    for message in _written(event.message_id).filter(kind=Message.Kind.TEXT):
        named = rendering.mentioned(message.body)
        readers = _listening(message.conversation).exclude(handle__in=named)
        notify(_notice(message, _kind(message), event.by_id), readers, exclude=event.by_id)


@on(MessageDeleted)
def take_back_message(event: MessageDeleted) -> None:
    """Nobody is told of a message that is gone."""
    withdraw(Cause.objects.filter(target="message", target_id=event.message_id))


def _written(pk: int) -> QuerySet[Message]:
    return Message.objects.living().filter(pk=pk).select_related("conversation")


def _kind(message: Message) -> Kind:
    direct = message.conversation.kind == Conversation.Kind.DIRECT
    return DIRECT_MESSAGE if direct else CHAT_MESSAGE


def _listening(conversation: Conversation) -> QuerySet[User]:
    muted = conversation.participants.filter(muted_until__gt=Now()).values("user")
    return conversation.readers().exclude(pk__in=muted)


def _notice(message: Message, kind: Kind, by_id: int) -> Notice:
    room = message.conversation
    places = (f"chat:{room.pk}", *([f"space:{room.space_id}"] if room.space_id else []))
    at = message.edited_at or message.created_at
    return Notice(kind, f"chat:{room.pk}", "message", message.pk, by_id, at, places)
