"""What the API asks of conversations and messages, always through the reader's own right."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from chat.models import Conversation, Message
from chat.models.conversations import ConversationQuerySet
from chat.models.messages import MessageQuerySet


@dataclass(frozen=True)
class MessagePage:
    """Some neighbouring messages in their order, and the numbers that lead on in both directions.

    `previous` is to be given as `before`, `next` as `after`; None where nothing is known to follow.
    """

    items: list[Message]
    previous: int | None
    next: int | None


def conversations(user: User) -> ConversationQuerySet:
    """What `user` takes part in, with everything a row says about it."""
    mine = Conversation.objects.visible_to(user).with_participation_of(user).as_moderated_by(user)
    return mine.select_related("space", "last_message__author")


def messages(user: User, conversation: Conversation) -> MessageQuerySet:
    """The messages of `conversation` that `user` may read, as rows."""
    readable = Message.objects.visible_to(user).filter(conversation=conversation)
    return readable.as_rows(user).select_related("root")


def window(
    rows: MessageQuerySet, *, before: int | None = None, after: int | None = None, size: int
) -> MessagePage:
    """At most `size` messages before or after a number; with neither, the newest ones."""
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: size + 1])
        more, found = len(found) > size, found[:size]
        return MessagePage(found, found[0].seq if found else None, found[-1].seq if more else None)
    found = list(rows.filter(_below(before)).order_by("-seq")[: size + 1])
    more, found = len(found) > size, found[:size][::-1]
    known = found and before is not None
    return MessagePage(found, found[0].seq if more else None, found[-1].seq if known else None)


def _below(before: int | None) -> Q:
    return Q() if before is None else Q(seq__lt=before)
