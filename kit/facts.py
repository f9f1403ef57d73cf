"""Small facts about the person who asks: badges and the like, all of them in one statement.

An app registers expressions over the person's row; the first to ask in a request evaluates all.
Where a reading rule needs the person, the fact is a function of the person that gives such an
expression.

What is dear to count is `kept` until the next hint to the person, the next change of what the
person may do, the next event or change that may concern anybody (`outdate_everybody`), and for a
minute at most, because time changes it, too.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from kit.prepared import prepared

KEPT_SECONDS = 60
EVERYBODY = "everybody"

Provider = Callable[[], dict[str, Any]]
P = TypeVar("P", bound=Provider)
PROVIDERS: dict[str, Provider] = {}
KEPT_PROVIDERS: dict[str, Provider] = {}


def facts(name: str, *, kept: bool = False) -> Callable[[P], P]:
    """Register a function that names expressions over the row of a person."""

    def register(provider: P) -> P:
        (KEPT_PROVIDERS if kept else PROVIDERS)[name] = provider
        return provider

    return register


def facts_of(user: Any) -> dict[str, Any]:
    """Every registered fact about `user`, asked once per request; none for visitors."""
    if not user.is_authenticated:
        return {}
    if (known := getattr(user, "known_facts", None)) is None:
        known = user.known_facts = next(iter(_facts_of(user)), {}) | _kept_of(user)
    return known


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


def _kept_of(user: Any) -> dict[str, Any]:
    key, mark_keys = f"facts:{user.pk}", (_mark_key(user.pk), _mark_key(EVERYBODY))
    found = cache.get_many([key, *mark_keys])
    marks, known = [found.get(one) for one in mark_keys], found.get(key)
    if known is None or known[0] != marks:
        known = (marks, next(iter(_kept_facts_of(user)), {}))
        cache.set(key, known, KEPT_SECONDS)
    return known[1]


def _mark_key(pk: int | str) -> str:
    return f"facts-mark:{pk}"


@prepared
def _facts_of(user: Any) -> QuerySet[Any]:
    return _row_of(user, PROVIDERS)


@prepared
def _kept_facts_of(user: Any) -> QuerySet[Any]:
    return _row_of(user, KEPT_PROVIDERS)


def _row_of(user: Any, providers: dict[str, Provider]) -> QuerySet[Any]:
    given = {key: one for make in providers.values() for key, one in make().items()}
    expressions = {key: one(user) if callable(one) else one for key, one in given.items()}
    row = get_user_model()._default_manager.filter(pk=user.pk)
    return row.values(**expressions) if expressions else row.none()
