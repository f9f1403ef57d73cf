"""The things notifications lead to: who may read them now, and how a line shows them.

Every app registers its own, in its `notifications.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q

from accounts.models import User
from kit.database.expressions import among
from kit.database.prepared import prepared
from kit.registry import Registry

Readable = Callable[[User], Any]
EXCERPT = 80  # letters of what was written


@dataclass(frozen=True)
class TargetPreview:
    """What a line says about its target: its first words, its place, until when it matters."""

    url: str
    excerpt: str = ""
    place: str = ""
    until: str = ""


@dataclass(frozen=True)
class Target:
    """One sort of thing that notifications lead to.

    `readable(user)` are the rows the person may open now, in the terms of the app itself;
    `bulk(user)` are at least those, with what `preview` needs, for a whole page in one query.
    Targets with the same function are asked together. `seen()` says over the row of a notification
    that its recipient has been there, as far as the app itself knows: read the conversation,
    confirmed the announcement, voted.
    """

    name: str  # the value of Notification.target
    readable: Readable
    bulk: Readable | None  # None: `preview` needs nothing but the notification, whose actor it is
    preview: Callable[[Any], TargetPreview]
    seen: Callable[[], Q] | None = None


TARGETS: Registry[Target] = Registry()


def register(target: Target) -> Target:
    """Let notifications lead to things of this sort."""
    TARGETS[target.name] = target
    return target


def readable_by(user: User) -> Q:
    """That a notification leads to something `user` may read now."""
    shown = Q(pk__in=[])
    for readable, names in _names_by_rule().items():
        # the name first: below an OR PostgreSQL asks in the order in which it stands there
        shown |= Q(target__in=names) & among(readable(user), "target_id")
    return shown


def _names_by_rule() -> dict[Readable, list[str]]:
    names: dict[Readable, list[str]] = {}
    for name, target in TARGETS.items():
        names.setdefault(target.readable, []).append(name)
    return names


def seen() -> Q:
    """That the recipient of a notification has been where it leads to."""
    been = Q(pk__in=[])
    for name, target in TARGETS.items():
        if target.seen:
            been |= Q(target=name) & target.seen()
    return been


@cache
def _things(bulk: Readable) -> prepared:
    return prepared(lambda user, ids: bulk(user).filter(pk__in=ids))


def previews(user: User, rows: Iterable[Any]) -> dict[int, TargetPreview]:
    """How `user` sees what these notifications lead to, by the id of the notification.

    One query for each sort of thing. What went between two questions is left out.
    """
    asked: dict[Readable, set[int]] = {}
    for row in rows:
        if bulk := TARGETS[row.target].bulk:
            asked.setdefault(bulk, set()).add(row.target_id)
    found = {
        bulk: {one.pk: one for one in _things(bulk)(user, list(ids))} for bulk, ids in asked.items()
    }
    seen: dict[int, TargetPreview] = {}
    for row in rows:
        target = TARGETS[row.target]
        if thing := found[target.bulk].get(row.target_id) if target.bulk else row:
            seen[row.pk] = target.preview(thing)
    return seen
