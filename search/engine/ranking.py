"""The order of hits, the same on every database: docs/search.md explains it to people.

BM25 over title, text and inner parts of words, times what the thing is, how old it is and whether
it stands where the person belongs. Nothing that people do changes it.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from search.engine.wanted import Wanted
from search.index.marks import day_of

TITLE, TEXT, PART = 2.6, 1.0, 0.55
SATURATION, LENGTH_MATTERS, USUAL_LENGTH = 1.2, 0.45, 40
RARE = 4000.0  # of how many entries a word would be rare
WHOLE_TITLE = 1.35  # every word stands in the title
EXPIRED = 0.75
MINE = 1.15  # it stands in a space the person belongs to
FRESH, HALF_LIFE_DAYS = 0.3, 120.0
ALL_WORDS = 1000.0  # before whatever lacks one


class Ranked(NamedTuple):
    """A candidate with its place in the order."""

    pk: int
    source: str
    kind: str
    object_id: int
    at: datetime
    score: float
    has_all: bool
    matched: tuple[str, ...]  # the token that counted, for each word; empty where there is none

    @property
    def key(self) -> tuple[float, str, int]:
        """What the order rests on: no two are equal."""
        return (-self.score, self.source, -self.object_id)


def importance(documents: int) -> float:
    """How much a word tells that stands in this many entries which everybody may read."""
    return math.log(1 + RARE / (1 + documents))


def ranked(rows: Sequence[dict[str, Any]], wanted: Sequence[Wanted], now: datetime) -> list[Ranked]:
    """These candidates, the best first, without those that hold nothing of what is wanted."""
    found = in_order(rows, wanted, now)
    return sorted((one for one in found if any(one.matched)), key=lambda one: one.key)


def in_order(
    rows: Sequence[dict[str, Any]], wanted: Sequence[Wanted], now: datetime
) -> list[Ranked]:
    """The same in the order of `rows`."""
    today = day_of(now)
    return [_rank(row, wanted, today) for row in rows]


def _rank(row: dict[str, Any], wanted: Sequence[Wanted], today: int) -> Ranked:
    score = total = reached = 0.0
    has_all = in_title = True
    matched = []
    for one in wanted:
        value, token, is_titled = _best(row["terms"], row["length"], one)
        total += one.importance
        if value:
            reached += one.importance
        score += one.importance * value
        has_all, in_title = has_all and value > 0, in_title and is_titled
        matched.append(token)
    score *= (reached / total) ** 1.5 * (WHOLE_TITLE if in_title else 1.0) * _factor(row, today)
    return Ranked(
        pk=row["pk"],
        source=row["source"],
        kind=row["kind"],
        object_id=row["object_id"],
        at=row["at"],
        score=round(score + ALL_WORDS * has_all, 9),
        has_all=has_all,
        matched=tuple(matched),
    )


def _best(terms: str, length: int, wanted: Wanted) -> tuple[float, str, bool]:
    """What the best of the tokens is worth here, which it is, and whether it is in the title."""
    best = (0.0, "", False)
    norm = SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * min(length / USUAL_LENGTH, 8))
    for token, share in wanted.shares.items():
        at = terms.find(f" {token}=")
        if at < 0:
            continue
        title, text, part = (int(digit, 16) for digit in terms[at + len(token) + 2 :][:3])
        count = TITLE * title + TEXT * text + PART * part
        value = share * count * (1 + SATURATION) / (count + norm)
        if value > best[0]:
            best = (value, token, title > 0)
    return best


def _factor(row: dict[str, Any], today: int) -> float:
    """In whole days: time changes the order at midnight and at no other moment."""
    days = max(0, today - day_of(row["at"]))
    factor = row["weight"] * (1 + FRESH * 0.5 ** (days / HALF_LIFE_DAYS))
    if row["expires_at"] and day_of(row["expires_at"]) < today:
        factor *= EXPIRED
    return float(factor * (MINE if row["is_mine"] else 1.0))
