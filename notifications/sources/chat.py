"""Messages of conversations."""

from typing import Any

from accounts.models import User
from chat.models import Message
from kit import text
from notifications.sources import SOURCES, Look, Source
from notifications.sources.feed import EXCERPT


def messages(user: User) -> Any:
    """Living messages `user` may read."""
    return Message.objects.visible_to(user).living()


def look(message: Message) -> Look:
    """The beginning of the message."""
    return Look(message.get_absolute_url(), words=text.excerpt(message.body, EXCERPT))


SOURCES["message"] = Source(messages, messages, look)
