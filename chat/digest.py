"""Missed messages, as numbers: of spaces by name, of people and groups only how many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import ngettext

from accounts.models import User
from chat.models import Conversation, ConversationKind
from chat.navigation import never_opened, with_position
from kit.database.prepared import prepared
from notifications.digest.chunk import Chunk
from notifications.digest.models import Digest, ToldMessages
from notifications.digest.sections import DigestSection

Count = tuple[int, int, int]  # conversation, new messages, number of the last of them
DIRECT = ConversationKind.DIRECT


@dataclass(frozen=True)
class Chats:
    """What was missed."""

    private: int  # messages of people and groups
    conversations: int  # in how many of their conversations
    spaces: list[tuple[int, str, int]]  # conversation, name of the space, messages

    @property
    def count(self) -> int:
        """All messages."""
        return self.private + sum(count for _conversation, _name, count in self.spaces)


# --- for many people at once -----------------------------------------------------------------
def gather(chunk: Chunk) -> dict[int, list[Count]]:
    """For each person the conversations with messages that were neither read nor told."""
    found: dict[int, list[Count]] = defaultdict(list)
    for row in [*_opened(chunk.people), *_unopened(chunk.people)]:
        user, conversation, kind, seen, last = row
        topic = "direct_message" if kind == DIRECT else "chat_message"
        is_silent = chunk.is_silent(user, f"chat:{conversation}")
        if last > seen and user in chunk.wanting(topic) and not is_silent:
            found[user].append((conversation, last - seen, last))
    return found


@prepared
def _opened(people: Sequence[int]) -> QuerySet[Any]:
    told = Coalesce(Subquery(_told_messages("conversation").values("seq")[:1]), 0)
    rows = with_position().filter(user__in=people)
    seen = Greatest(F("read_seq"), F("from_seq"), told)
    where = ("user", "conversation", "conversation__kind")
    return rows.values_list(*where, seen, "conversation__last_seq")


@prepared
def _unopened(people: Sequence[int]) -> QuerySet[Any]:
    told = Coalesce(Subquery(_told_messages("space__conversation").values("seq")[:1]), 0)
    rows = never_opened().filter(user__in=people)
    where = ("user", "space__conversation", "space__conversation__kind")
    return rows.values_list(*where, told, "space__conversation__last_seq")


def _told_messages(conversation: str) -> QuerySet[ToldMessages]:
    known = ToldMessages.objects.filter(conversation=OuterRef(conversation))
    return known.filter(user=OuterRef("user"))


def remember_told_messages(digests: list[Digest]) -> None:
    """Remember up to where each person was told."""
    rows = [
        ToldMessages(user_id=digest.user_id, conversation=pk, seq=last)
        for digest in digests
        for pk, _count, last in digest.content.get("chats", ())
    ]
    ToldMessages.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "conversation"],
        update_fields=["seq"],
    )


# --- for one person --------------------------------------------------------------------------
def show(user: User, new: list[Count] | None, digest: Digest | None) -> Chats | None:
    """What is still unread of it."""
    if not new:
        return None
    counts = {pk: count for pk, count, _last in new}
    left = [(pk, name, min(counts[pk], n)) for pk, name, n in _unread(user, list(counts))]
    private = [count for _conversation, name, count in left if name is None]
    spaces = [row for row in left if row[1] is not None]
    return Chats(sum(private), len(private), spaces) if left else None


@prepared
def _unread(user: User, ids: Sequence[int]) -> QuerySet[Any]:
    found: Any = Conversation.objects.visible_to(user).filter(pk__in=ids)
    rows = (
        found.with_participation_of(user).filter(unread__gt=0).order_by("-last_activity_at", "pk")
    )
    return rows.values_list("pk", "space__name", "unread")


def glance(chats: Chats) -> str:
    """How many there are."""
    return ngettext("%(n)d message", "%(n)d messages", chats.count) % {"n": chats.count}


SECTION = DigestSection(
    name="chats",
    order=30,
    template="chat/mail/digest",
    show=show,
    gather=gather,
    mark_told=remember_told_messages,
    glance=glance,
)
