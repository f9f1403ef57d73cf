"""The things notifications lead to: who may read them now, and how a line shows them.

A source is registered by the module of its app in this folder, which is imported only where that
app is installed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User

Readable = Callable[[User], Any]


@dataclass(frozen=True)
class Look:
    """What a line says about its target."""

    url: str
    words: str = ""
    place: str = ""


@dataclass(frozen=True)
class Source:
    """One sort of target.

    `readable(user)` are the rows the person may open now, in the terms of the app itself;
    `bulk(user)` are at least those, with what `look` needs, for a whole page in one query.
    Sources with the same `bulk` are asked together.
    """

    readable: Readable
    bulk: Readable
    look: Callable[[Any], Look]


SOURCES: dict[str, Source] = {}


def looks(user: User, targets: set[tuple[str, int]]) -> dict[tuple[str, int], Look]:
    """How `user` sees these targets; one query for each sort of rows."""
    wanted: dict[Readable, set[int]] = {}
    for name, pk in targets:
        wanted.setdefault(SOURCES[name].bulk, set()).add(pk)
    found = {bulk: bulk(user).in_bulk(ids) for bulk, ids in wanted.items()}
    return {
        (name, pk): SOURCES[name].look(row)
        for name, pk in targets
        if (row := found[SOURCES[name].bulk].get(pk))
    }
