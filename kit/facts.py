"""Small facts about the person who asks: badges and the like, all of them in one statement.

An app registers expressions over the person's row; the first to ask in a request evaluates all.
Where a reading rule needs the person, the fact is a function of the person that gives such an
expression.

What is dear to count is `kept` until the next hint to the person, the next change of what the
person may do, the next event or change that may concern anybody (`outdate_everybody`), and for a
minute at most, because time changes it, too.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from kit.database.prepared import prepared
from kit.registry import Registry

KEPT_SECONDS = 60
EVERYBODY = "everybody"
KEPT = "kept_"  # before the names of what is kept, in the statement of all

Provider = Callable[[], dict[str, Any]]
P = TypeVar("P", bound=Provider)
T = TypeVar("T")


@dataclass(frozen=True)
class Facts:
    """Expressions over the row of a person, by name; dear ones are kept."""

    make: Provider
    kept: bool


FACTS: Registry[Facts] = Registry()


def facts(name: str, *, kept: bool = False) -> Callable[[P], P]:
    """Register a function that names expressions over the row of a person."""

    def register(provider: P) -> P:
        FACTS[name] = Facts(provider, kept)
        return provider

    return register


def facts_of(user: Any) -> dict[str, Any]:
    """Every registered fact about `user`, asked once per request; none for visitors."""
    if not user.is_authenticated:
        return {}
    if (known := getattr(user, "known_facts", None)) is None:
        known = user.known_facts = _asked(user)
    return known


def kept_of(user: Any, name: str, make: Callable[[], T]) -> T:
    """What `make` finds for `user`, kept as long as facts are; `name` says all it depends on."""
    facts_of(user)
    marks, until, kept = user.kept_facts
    if name not in kept:
        kept[name] = make()
        if (left := until - time.time()) > 0:
            cache.set(_key(user), (marks, until, kept), left)
    return kept[name]


def outdate(user_ids: Iterable[int | str]) -> None:
    """Count what is kept of these people anew the next time it is asked for, and after the commit.

    Their mark changes instead of what is kept being deleted: whoever is counting at this moment
    counts for the old mark, and keeps nothing that the next one believes.
    """
    keys = [_mark_key(pk) for pk in user_ids]
    _change(keys)
    transaction.on_commit(partial(_change, keys), robust=True)


def outdate_everybody() -> None:
    """The same for all: something is there or gone that may wait for anybody."""
    outdate([EVERYBODY])


def _change(mark_keys: list[str]) -> None:
    mark = uuid4().hex
    cache.set_many(dict.fromkeys(mark_keys, mark), 2 * KEPT_SECONDS)


def _asked(user: Any) -> dict[str, Any]:
    """One statement, whether what is kept counts or not."""
    key, mark_keys = _key(user), (_mark_key(user.pk), _mark_key(EVERYBODY))
    found = cache.get_many([key, *mark_keys])
    marks = [found.get(one) for one in mark_keys]
    known_for, until, kept = found.get(key, (None, 0, {}))
    if known_for == marks:
        user.kept_facts = marks, until, kept
        return next(iter(_facts_of(user)), {}) | kept
    known: dict[str, Any] = next(iter(_all_facts_of(user)), {})
    kept = {name[len(KEPT) :]: known.pop(name) for name in [*known] if name.startswith(KEPT)}
    user.kept_facts = marks, time.time() + KEPT_SECONDS, kept
    cache.set(key, user.kept_facts, KEPT_SECONDS)
    return known | kept


def _key(user: Any) -> str:
    # another name for another shape: processes of two versions run beside each other in an update
    return f"facts-kept:{user.pk}"


def _mark_key(pk: int | str) -> str:
    return f"facts-mark:{pk}"


@prepared
def _facts_of(user: Any) -> QuerySet[Any]:
    return _row_of(user)


@prepared
def _all_facts_of(user: Any) -> QuerySet[Any]:
    kept = {f"{KEPT}{key}": one for key, one in _given(user, kept=True)}
    return _row_of(user, **kept)


def _row_of(user: Any, **more: Any) -> QuerySet[Any]:
    row = get_user_model()._default_manager.filter(pk=user.pk)
    expressions = dict(_given(user, kept=False)) | more
    return row.values(**expressions) if expressions else row.none()


def _given(user: Any, *, kept: bool) -> Iterator[tuple[str, Any]]:
    for given in FACTS.values():
        for key, one in given.make().items() if given.kept == kept else ():
            yield key, one(user) if callable(one) else one
