"""Messages of conversations."""

from typing import Any

from django.db.models import F, OuterRef, Q

from accounts.models import User
from chat.models import Message
from kit.database.expressions import among
from kit.text import rendering
from notifications.sources import SOURCES, Look, Source
from notifications.sources.feed import EXCERPT


def messages(user: User) -> Any:
    """Living messages `user` may read."""
    return Message.objects.visible_to(user).living()


def with_room(user: User) -> Any:
    """The same, with what their conversation is called."""
    return messages(user).select_related("conversation__space")


def look(message: Message) -> Look:
    """The beginning of the message."""
    words = rendering.excerpt(message.body, EXCERPT)
    return Look(message.get_absolute_url(), words=words, place=message.conversation.title)


def read() -> Q:
    """That the recipient has read the room up to the message."""
    place = {"conversation__participants__user": OuterRef("recipient")}
    upto = {"conversation__participants__read_seq__gte": F("seq")}
    return among(Message.objects.filter(**place, **upto), "target_id")


SOURCES["message"] = Source(messages, with_room, look, read)
