"""Marks: what narrows a question down within the full text, so that the rows of a word that stands
everywhere are not all looked at.

An entry is marked with the place through which it is read, its kind, its author, the words of its
title, and its day, month and year in a calendar of 30 and 360 days. They begin with "_", as no
word does. The rights are asked beside them all the same.
"""

from collections.abc import Iterator
from datetime import UTC

from search.models import SearchEntry

MONTH, YEAR = 30, 360  # days
ANYWHERE = "_o"  # read as its source says


def of_scope(scope: int) -> str:
    """What is read through this set of spaces."""
    return f"_s{scope}"


def of_conversation(conversation: int) -> str:
    """What stands in this conversation."""
    return f"_c{conversation}"


def of_kind(kind: str) -> str:
    """What people tell apart as this."""
    return f"_k{kind}"


def of_author(person: int) -> str:
    """What this person wrote."""
    return f"_a{person}"


def in_title(token: str) -> str:
    """What has the token in its title."""
    return f"_t{token}"


def marks_of(entry: SearchEntry) -> list[str]:
    """The marks of an entry, without those of its title."""
    place = ANYWHERE
    if entry.scope_id:
        place = of_scope(entry.scope_id)
    elif entry.conversation_id:
        place = of_conversation(entry.conversation_id)
    day = entry.at.astimezone(UTC).toordinal()
    time = [f"_d{day}", f"_m{day // MONTH}", f"_y{day // YEAR}"]
    author = [of_author(entry.author_id)] if entry.author_id else []
    return [place, of_kind(entry.kind), *author, *time]


def between(first: int, last: int) -> Iterator[str]:
    """Marks of these days and few others, given as their ordinals, both included."""
    days = last - first + 1
    mark, length = ("d", 1) if days <= MONTH else ("m", MONTH) if days <= 2 * YEAR else ("y", YEAR)
    return (f"_{mark}{number}" for number in range(first // length, last // length + 1))
