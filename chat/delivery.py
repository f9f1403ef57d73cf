"""What open pages are given when a conversation moves: the messages themselves, drawn once for all.

Most people see a message in the same way; who sees it differently (its author, who reacted to it,
who came later) gets the numbers and asks over HTTP, as everybody does after a gap.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone, translation

from chat import queries
from chat.drawings import draw
from chat.models import Conversation, Message, MessageReaction, ThreadPosition
from chat.models.participants import ReadPosition
from chat.templatetags.chat import last_line, list_time
from kit.database.prepared import prepared
from kit.live.hints import MOST_DRAWINGS, Hint, Reader, delivery

MOST_ROWS = 20  # more at once is fetched
MOST_REPLIES = 500  # unread ones of one thread that are counted here
Look = tuple[str, str, tuple[int, ...]]


@delivery("chat")
def deliver(pk: int, before: Hint | None, hint: Hint, readers: list[Reader]) -> dict[Reader, Hint]:
    """What happened between two hints, for each of `readers` who takes part now.

    Open conversations get `rows` (and `after`, the change they follow on), lists the `line` of the
    conversation, and everybody whether it counted and counts in the badge (`unread`). What is
    missing is to be asked for.
    """
    if not (known := _conversation(pk)):
        return {}
    conversation = known[0]
    positions_by_person = _positions_by_person(
        conversation, sorted({reader.person for reader in readers})
    )
    after = before["change"] if before else hint["change"] - 1
    drawings = Drawings(conversation, _rows(pk, after, hint["change"]), positions_by_person)
    frames: dict[Any, Hint] = {}  # the same one for all who are given the same
    found = {}
    for reader in readers:
        if (position := positions_by_person.get(reader.person)) is None:
            continue
        made, numbers = drawings.of(reader), dict(hint)
        if before:
            numbers["unread"] = [position.waits(before["seq"]), position.waits(hint["seq"])]
            numbers["fresh"] = hint["seq"] - before["seq"]
        look = (made, reader.is_open, *numbers.get("unread", ()))
        if look not in frames:
            frames[look] = numbers | _drawn(made, after, reader)
        found[reader] = frames[look]
    return found


def _drawn(made: tuple[str, str, str] | None, after: int, reader: Reader) -> Hint:
    if made is None:
        return {}
    rows, line, time = made
    shown = {"line": line, "time": time}
    return shown | {"after": after, "rows": rows} if reader.is_open else shown


@prepared
def _conversation(pk: int) -> QuerySet[Conversation]:
    return Conversation.objects.select_related("space").filter(pk=pk)


def _positions_by_person(conversation: Conversation, people: list[int]) -> dict[int, ReadPosition]:
    """Where those of `people` who may read stand; who is missing may not."""
    pk, space = conversation.pk, conversation.space_id
    rows = _in_space(pk, space, people) if space else _in_group(pk, people)
    return {
        person: ReadPosition(read or 0, begin or 0, muted) for person, read, begin, muted in rows
    }


@prepared
def _in_group(pk: int, people: list[int]) -> QuerySet[Any]:
    return _position_rows(Conversation(pk=pk), people)


@prepared
def _in_space(pk: int, space: int, people: list[int]) -> QuerySet[Any]:
    return _position_rows(Conversation(pk=pk, space_id=space), people)


def _position_rows(conversation: Conversation, people: list[int]) -> QuerySet[Any]:
    condition = Q(chat_participations__conversation=conversation.pk)
    here = FilteredRelation("chat_participations", condition=condition)
    rows = conversation.readers().filter(pk__in=people).annotate(here=here)
    return rows.values_list("pk", "here__read_seq", "here__from_seq", "here__muted_until")


def _rows(pk: int, after: int, upto: int) -> list[Message]:
    """The messages as nobody in particular sees them; none when there are too many."""
    found = _changed(pk, after, upto)
    return found if len(found) <= MOST_ROWS else []


@prepared
def _changed(pk: int, after: int, upto: int) -> QuerySet[Message]:
    rows = Message.objects.filter(conversation=pk, change__gt=after, change__lte=upto)
    return rows.as_rows(AnonymousUser()).order_by("change")[: MOST_ROWS + 1]


class Drawings:
    """The same messages for many readers, drawn once for each way to see them."""

    def __init__(
        self,
        conversation: Conversation,
        rows: list[Message],
        positions_by_person: dict[int, ReadPosition],
    ) -> None:
        self.conversation, self.rows, self.positions_by_person = (
            conversation,
            rows,
            positions_by_person,
        )
        self.threads = Threads([row for row in rows if row.reply_count], positions_by_person)
        self.reacted = _reacted(rows, positions_by_person)
        # carried things and previews are a matter of rights
        self.is_common = bool(rows) and not any(row.carries or row.link for row in rows)
        self.made: dict[Look, tuple[str, str, str]] = {}

    def of(self, reader: Reader) -> tuple[str, str, str] | None:
        """Messages, line and time for a list; None for a reader who has to ask."""
        if not self.is_common or not all(self._is_plain(row, reader.person) for row in self.rows):
            return None
        counts = self.threads.unread_of(reader.person)
        if counts is None:
            return None
        look = (reader.language, reader.zone, counts)
        if look not in self.made:
            if len(self.made) >= MOST_DRAWINGS:
                return None
            self.made[look] = self._draw(*look)
        return self.made[look]

    def _is_plain(self, row: Message, person: int) -> bool:
        """Whether the reader sees this message as everybody does, and may see it at all."""
        begin = self.positions_by_person[person].from_seq
        quoted = row.reply_to
        return (
            row.author_id != person
            and row.seq > begin
            and (quoted is None or quoted.seq > begin)
            and (row.pk, person) not in self.reacted
        )

    def _draw(self, language: str, zone: str, counts: tuple[int, ...]) -> tuple[str, str, str]:
        unread = iter(counts)
        with translation.override(language), timezone.override(zone):
            drawn = []
            for row in queries.group_messages(AnonymousUser(), self.rows):
                row.conversation = self.conversation
                row.thread_unread = next(unread) if row.reply_count else 0  # type: ignore[attr-defined]
                drawn.append(draw(self.conversation, row))
            return "".join(drawn), *self._line()

    def _line(self) -> tuple[str, str]:
        """What a list says of the conversation once these messages have come."""
        newest = max(self.rows, key=lambda row: row.seq)
        if newest.pk != self.conversation.last_message_id:
            return "", ""
        self.conversation.last_message = newest
        self.conversation.viewer_id = None  # type: ignore[attr-defined]
        return last_line(self.conversation), list_time(self.conversation.last_activity_at)


class Threads:
    """How many replies below some messages each of many readers has not read."""

    def __init__(self, roots: list[Message], positions_by_person: dict[int, ReadPosition]) -> None:
        self.roots, self.positions_by_person = roots, positions_by_person
        self.positions: dict[tuple[int, int], int] = {}
        self.replies: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.is_known = True
        if roots:
            self._ask([root.pk for root in roots])

    def _ask(self, roots: list[int]) -> None:
        read = ThreadPosition.objects.filter(root__in=roots, user__in=self.positions_by_person)
        for root, user, seq in read.values_list("root_id", "user_id", "read_seq"):
            self.positions[root, user] = seq
        lowest = min((one.read_seq for one in self.positions_by_person.values()), default=0)
        written = Message.objects.filter(root__in=roots, deleted_at=None, seq__gt=lowest)
        found = list(written.values_list("root__pk", "seq", "author_id")[: MOST_REPLIES + 1])
        self.is_known = len(found) <= MOST_REPLIES
        for root, seq, author in found:
            self.replies[root].append((seq, author))

    def unread_of(self, person: int) -> tuple[int, ...] | None:
        """The numbers of one reader, in the order of the roots; None when they are too high."""
        return tuple(self._count(root.pk, person) for root in self.roots) if self.is_known else None

    def _count(self, root: int, person: int) -> int:
        seen = max(self.positions.get((root, person), 0), self.positions_by_person[person].read_seq)
        return sum(seq > seen and author != person for seq, author in self.replies[root])


def _reacted(rows: list[Message], people: Iterable[int]) -> set[tuple[int, int]]:
    """Which of `people` have reacted to which of `rows`: they see their own sign pressed."""
    reacted_to = [row.pk for row in rows if row.reaction_count]
    if not reacted_to:
        return set()
    given = MessageReaction.objects.filter(message__in=reacted_to, user__in=people)
    return set(given.values_list("message", "user"))
