"""Windows of a conversation: the stretch of messages that is shown at once, and those around it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet

from accounts.models import User
from chat.models import ChatFile, Message
from chat.queries import AFTER, BEFORE
from kit.database.nested import Nested, unnest
from kit.database.prepared import prepared

STEP = 50  # messages of a further window
FILE = (*ChatFile.DRAWN, "description")


@dataclass
class ConversationWindow:
    """A stretch of a conversation in order, and whether there is more on either side."""

    messages: list[Message]
    first: int  # the lowest number it covers
    last: int  # the highest
    has_earlier: bool
    has_later: bool
    unread_from: int = 0  # the first unread number, 0 when the line is elsewhere


def initial_window(user: User, conversation: Any) -> ConversationWindow:
    """The window a conversation opens with: the unread line, what led to it, what came after."""
    seen = conversation.my_seen_seq
    if seen >= conversation.last_seq:
        return window_between(user, conversation, conversation.last_seq - BEFORE - AFTER)
    return window_between(user, conversation, seen - BEFORE, unread_from=seen + 1)


def around(user: User, conversation: Any, seq: int) -> ConversationWindow:
    """The window with the message `seq` in its upper half."""
    return window_between(user, conversation, min(seq, conversation.last_seq) - BEFORE - 1)


def earlier(user: User, conversation: Any, before: int) -> ConversationWindow:
    """The window that ends before the number `before`."""
    return window_between(user, conversation, before - 1 - STEP, upto=before - 1)


def later(user: User, conversation: Any, after: int) -> ConversationWindow:
    """The window that begins after the number `after`."""
    return window_between(user, conversation, after, size=STEP)


def window_between(
    user: User,
    conversation: Any,
    after: int,
    *,
    upto: int | None = None,
    size: int = BEFORE + AFTER + 1,
    unread_from: int = 0,
) -> ConversationWindow:
    """The messages from number `after` + 1 up to `upto`, or `size` of them."""
    begin = max(conversation.my_from_seq or 0, after, 0)
    end = min(conversation.last_seq, begin + size if upto is None else upto)
    messages = _between(user, conversation.pk, begin, end)
    unnest(messages, "files", "nested_files")
    return ConversationWindow(
        messages=messages,
        first=begin + 1,
        last=end,
        has_earlier=begin > (conversation.my_from_seq or 0),
        has_later=end < conversation.last_seq,
        unread_from=unread_from if begin < unread_from <= end else 0,
    )


@prepared
def _between(user: User, pk: int, begin: int, end: int) -> QuerySet[Message]:
    rows = Message.objects.visible_to(user).filter(conversation=pk, seq__gt=begin, seq__lte=end)
    return _with_files(rows.as_rows(user)).in_order()


def _with_files(rows: Any) -> Any:
    """Rows that bring what `unnest` gives their files, in the same question."""
    files = Nested(ChatFile.objects.filter(message=OuterRef("pk")), *FILE)
    return rows.prefetch_related(None).annotate(nested_files=files)


def last_windows(
    user: User, conversations: Sequence[Any], size: int
) -> dict[int, ConversationWindow]:
    """The last `size` messages of each conversation, in one question."""
    rows: dict[int, list[Message]] = defaultdict(list)
    found = _last(user, [one.pk for one in conversations], size)
    unnest(found, "files", "nested_files")
    for message in found:
        rows[message.conversation_id].append(message)
    return {one.pk: _last_window(one, rows[one.pk], size) for one in conversations}


def _last_window(conversation: Any, messages: list[Message], size: int) -> ConversationWindow:
    own = conversation.my_from_seq or 0
    begin = max(own, conversation.last_seq - size)
    unread = conversation.my_seen_seq + 1
    return ConversationWindow(
        messages=messages,
        first=begin + 1,
        last=conversation.last_seq,
        has_earlier=begin > own,
        has_later=False,
        unread_from=unread if begin < unread <= conversation.last_seq else 0,
    )


@prepared
def _last(user: User, ids: Sequence[int], size: int) -> QuerySet[Message]:
    readable = Message.objects.visible_to(user)
    last = readable.filter(conversation__in=ids, seq__gt=F("conversation__last_seq") - size)
    rows = readable.filter(pk__in=last.values("pk")).as_rows(user)
    return _with_files(rows).order_by("conversation", "seq")
