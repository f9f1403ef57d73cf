"""What apps let be found: `SOURCES` in `<app>/search.py`.

A source says who may read its things, what stands in them, and which events change them. The app
`search` keeps an index of it; where that is not installed, nobody asks.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from kit.discovery import modules
from kit.jobs.outbox import Event

Ids = Callable[[Any], Iterable[int]]  # of an event: which things it concerns


@dataclass(frozen=True)
class Document:
    """One thing as the index knows it: a copy of its words, and where the right to read it is.

    It is read through one of `spaces`, or in `conversation` by those who see what has the number
    `position` there, or as the `entries` of its source say; then `is_open` says whether everybody
    reads it.
    """

    id: int
    title: str
    url: str  # the exact place
    at: datetime
    body: str = ""
    keywords: str = ""  # found like the title, shown nowhere
    spaces: Collection[int] = ()
    conversation: int | None = None
    position: int = 0
    author: int | None = None
    expires_at: datetime | None = None
    is_open: bool = False
    weight: float = 1.0  # above 1: before others that hold the same words


@dataclass(frozen=True)
class Source:
    """One kind of things that can be found."""

    name: str  # stored, never changed: "chat.file"
    kind: str  # as people tell things apart, shared by sources: "file"
    label: str | Promise  # of many: "Files"
    icon: str
    everything: Callable[[], QuerySet[Any]]  # what may be in the index, for building it anew
    visible_to: Callable[[Any], QuerySet[Any]]  # the reading rule of the app
    documents: Callable[[Collection[int]], Iterable[Document]]  # those of the ids that can be found
    changes: Mapping[type[Event], Ids] = field(default_factory=dict)  # heard within seconds
    removals: Mapping[type[Event], Ids] = field(default_factory=dict)  # at once, not in seconds
    entries: Callable[[Any], Q] | None = None  # (user) -> rows of the index, by `object_id`
    order: int = 50  # of kinds in lists
    suggested: bool = False  # named while somebody still types


def answers(user: Any, kind: str, text: str) -> list[int]:
    """The things of this kind that hold all words of `text`, or else some, the best first, out of
    what `user` may read. An app that keeps an index says so in `searching.py`; without one it is
    nothing, and the caller has its own way."""
    return [found for module in modules("searching") for found in module.ids_of(user, kind, text)]
