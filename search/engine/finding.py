"""The way from a question to a page of hits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from search.engine.candidates import MOST, Look, Rows, place_of, with_some
from search.engine.cursors import Cursor
from search.engine.presenting import corrected_text, hits_of
from search.engine.query import Query
from search.engine.ranking import Ranked, importance, in_order, ranked
from search.engine.results import Results
from search.engine.wanted import Wanted, as_typed
from search.engine.widening import widen
from search.index import vocabulary

ENTRIES_OF_A_NUMBER = 500  # as if as many held one of one or two digits, which are not counted
ENOUGH = 10  # hits with all words, below which those with some are shown, too


@dataclass
class Found:
    """The order of everything that answers a question, and what was looked for in the end."""

    look: Look
    order: list[Ranked] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    newest: Rows = field(default_factory=dict)  # what holds all words, as far as it was looked at

    @property
    def has_more(self) -> bool:
        """Whether older things may hold all words, too."""
        return len(self.newest) >= MOST


def find(user: User, query: Query, limit: int = 20) -> Results:
    """A page of what `user` may read and has the words of `query`, the best first: all words
    before some, and words that are near where nothing has them. Raises Problem for a text that is
    too long and for a cursor that is none of ours."""
    query = query.checked()
    cursor = Cursor.read(query.cursor, now=timezone.now())
    wanted = as_typed(query.words)
    if not wanted or not user.is_active:
        return Results()
    found = _search(user, query, wanted, cursor.now)
    order = _in_time(found) if query.order == "newest" else found.order
    rest, further = _page(found, order, cursor, limit)
    hits = hits_of(user, rest[:limit], found.wanted, cursor.now)
    return Results(
        hits=hits,
        counts=dict(Counter(one.kind for one in order)),
        has_more=found.has_more,
        next_cursor=further,
        corrected=corrected_text(query.text, found.wanted, rest, hits),
        relaxed=bool(order) and not order[0].has_all,
        tokens=frozenset(token for one in found.wanted for token in one.shares),
    )


def _in_time(found: Found) -> list[Ranked]:
    """The newest first, among what has all words if anything has."""
    order = [one for one in found.order if one.has_all] or found.order
    if found.has_more:  # what is older comes behind all of these, also with a title that says it
        order = [one for one in order if one.pk in found.newest]
    return sorted(order, key=lambda one: (one.at, one.pk), reverse=True)


def _page(
    found: Found, order: list[Ranked], cursor: Cursor, limit: int
) -> tuple[list[Ranked], str | None]:
    """What begins at the cursor, and the cursor behind the first `limit` of it. Behind the last
    candidate older things follow by time, to the end."""
    rest = [] if cursor.place else order[cursor.start(order) :]
    if len(rest) > limit:
        return rest, cursor.after(rest[limit - 1])
    if not found.has_more:
        return rest, None
    place = cursor.place or place_of(found.newest.values())
    if len(rest) == limit:
        return rest, cursor.behind(place)
    shown = {one.pk for one in order}
    older = list(found.look(found.wanted, before=place).values())
    new = [row for row in older if row["pk"] not in shown][: limit - len(rest)]
    rest = rest + in_order(new, found.wanted, cursor.now)
    if len(older) <= len(new) or not new:
        return rest, None
    return rest, cursor.behind((new[-1]["at"], new[-1]["pk"]))


def ids(user: User, query: Query) -> list[int]:
    """Which things hold all words of `query`, or where none does, some; the best first."""
    query = query.checked()
    wanted = as_typed(query.words)
    if not wanted or not user.is_active:
        return []
    order = _search(user, query, wanted, timezone.now()).order
    return [one.object_id for one in order if one.has_all] or [one.object_id for one in order]


def _search(user: User, query: Query, wanted: list[Wanted], now: datetime) -> Found:
    look = Look(user, query, now)
    _weigh(wanted)
    newest = look(wanted)
    rows = {**newest, **_titled(look, wanted, newest)}
    order = ranked(list(rows.values()), wanted, now)
    if len(order) >= ENOUGH:
        return Found(look, order, wanted, newest)
    if len(wanted) > 1:
        rows |= with_some(look, wanted)
        order = ranked(list(rows.values()), wanted, now)
    lost = [] if any(one.has_all for one in order) else _lost(wanted, order)
    if not lost:
        return Found(look, order, wanted, newest)
    wider = [one for one in wanted if one not in lost] + widen(lost, look)
    _weigh(wider)
    some = with_some(look, wider) if len(wider) > 1 else {}
    is_whole = len(wider) > 1 and len(some) < MOST  # what holds all words is among these
    newest = {} if is_whole else look(wider)
    rows |= {**some, **newest, **_titled(look, wider, newest)}
    return Found(look, ranked(list(rows.values()), wider, now), wider, newest)


def _titled(look: Look, wanted: Sequence[Wanted], newest: Rows) -> Rows:
    """The newest that hold all words in their title, where others may have pushed them out."""
    return look(wanted, titles=True) if len(newest) >= MOST else {}


def _lost(wanted: Sequence[Wanted], order: Sequence[Ranked]) -> list[Wanted]:
    """The words that nothing holds which this person may read."""
    seen = [any(one.matched[at] for one in order) for at in range(len(wanted))]
    return [one for one, is_seen in zip(wanted, seen, strict=True) if not is_seen]


def _weigh(wanted: Sequence[Wanted]) -> None:
    """Say how much each word tells, by what everybody reads; several as much as the commonest."""
    tokens = (token for one in wanted for token in one.shares)
    entries, documents = vocabulary.frequencies(tokens)
    for one in wanted:
        one.entries = sum(entries[token] for token in one.shares)
        one.documents = sum(documents[token] for token in one.shares)
        stand = max((documents[token] for token in one.shares), default=0)
        one.importance = importance(ENTRIES_OF_A_NUMBER if one.is_short_number else stand)
