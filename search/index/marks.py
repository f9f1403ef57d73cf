"""Marks: what narrows a question down within the full text, so that the rows of a word that stands
everywhere are not all looked at.

An entry is marked with the place through which it is read, its kind, its author, the words of its
title, and its day together with 1, 4, 16, 64 and 256 days; one that not everybody reads with the
words of it that stand nowhere else. They begin with "_", as no word does. The rights are asked
beside them all the same.
"""

from datetime import UTC, datetime

from search.models import SearchEntry

LEVELS = 5  # each of four times the days of the one below
OF_WORD = "_w"
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


def of_word(surface: str) -> str:
    """What holds this word, which stands nowhere where everybody reads."""
    return f"{OF_WORD}{surface}"


def marks_of(entry: SearchEntry) -> list[str]:
    """The marks of an entry, without those of its title."""
    place = ANYWHERE
    if entry.scope_id:
        place = of_scope(entry.scope_id)
    elif entry.conversation_id:
        place = of_conversation(entry.conversation_id)
    author = [of_author(entry.author_id)] if entry.author_id else []
    day = day_of(entry.at)
    time = (_of_days(level, day // days_of(level)) for level in range(LEVELS))
    return [place, of_kind(entry.kind), *author, *time]


def day_of(moment: datetime) -> int:
    """The number of its day, by one clock wherever it is told."""
    return moment.astimezone(UTC).toordinal()


def days_between(first: int, last: int) -> list[str]:
    """The fewest marks of which every entry of these days has one, and no other entry has any."""
    found: list[str] = []
    while first <= last:
        level = max(
            level
            for level in range(LEVELS)
            if not first % days_of(level) and first + days_of(level) - 1 <= last
        )
        found.append(_of_days(level, first // days_of(level)))
        first += days_of(level)
    return found


def days_of(level: int) -> int:
    """How many days a block has."""
    return int(4**level)


def _of_days(level: int, block: int) -> str:
    return f"_d{level}_{block}"
