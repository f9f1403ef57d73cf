"""The way from a question to a page of hits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from search.engine import candidates
from search.engine.cursors import Cursor
from search.engine.presenting import corrected_text, hits_of
from search.engine.query import Query
from search.engine.ranking import Ranked, importance, ranked
from search.engine.results import Results
from search.engine.wanted import Wanted, as_typed, widen
from search.index import vocabulary

ENOUGH = 10  # hits with all words, below which those with some are shown, too


@dataclass
class Found:
    """The order of everything that answers a question, and what was looked for in the end."""

    order: list[Ranked] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)


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
    order = found.order
    if query.order == "newest":
        order = [one for one in order if one.has_all] or order
        order.sort(key=lambda one: (-one.at.timestamp(), one.source, -one.object_id))
    rest = order[cursor.start(order) :]
    hits = hits_of(user, rest[:limit], found.wanted, cursor.now)
    is_relaxed = bool(order) and not order[0].has_all
    return Results(
        hits=hits,
        counts=dict(Counter(one.kind for one in order)),
        next_cursor=cursor.after(rest[limit - 1]) if len(rest) > limit else None,
        corrected=corrected_text(query.text, found.wanted, rest, hits),
        relaxed=is_relaxed,
        tokens=frozenset(token for one in found.wanted for token in one.shares),
    )


def ids(user: User, query: Query) -> list[int]:
    """Which things hold all words of `query`, or where none does, some; the best first."""
    query = query.checked()
    wanted = as_typed(query.words)
    if not wanted or not user.is_active:
        return []
    order = _search(user, query, wanted, timezone.now()).order
    return [one.object_id for one in order if one.has_all] or [one.object_id for one in order]


def _search(user: User, query: Query, wanted: list[Wanted], now: datetime) -> Found:
    look = candidates.look(user, query)
    _weigh(wanted)
    rows = candidates.with_all(look, wanted)
    order = ranked(list(rows.values()), wanted, now)
    if len(order) >= ENOUGH:
        return Found(order, wanted)
    if len(wanted) > 1:
        rows |= candidates.with_some(look, wanted)
        order = ranked(list(rows.values()), wanted, now)
    if any(one.has_all for one in order):
        return Found(order, wanted)
    lost = _lost(wanted, order)
    if not lost:
        return Found(order, wanted)
    wider = [one for one in wanted if one not in lost] + widen(lost)
    _weigh(wider)
    rows |= candidates.with_all(look, wider)
    if len(wider) > 1:
        rows |= candidates.with_some(look, wider)
    return Found(ranked(list(rows.values()), wider, now), wider)


def _lost(wanted: Sequence[Wanted], order: Sequence[Ranked]) -> list[Wanted]:
    """The words that nothing holds which this person may read."""
    seen = [any(one.matched[at] for one in order) for at in range(len(wanted))]
    return [one for one, is_seen in zip(wanted, seen, strict=True) if not is_seen]


def _weigh(wanted: Sequence[Wanted]) -> None:
    """Say how much each word tells; a correction as much as the rarest it may be."""
    counts = vocabulary.frequencies(token for one in wanted for token in one.shares)
    for one in wanted:
        known = [counts[token] for token in one.shares if token in counts]
        one.importance = importance(max(known) if known else 0)
