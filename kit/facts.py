"""Small facts about the person who asks: badges and the like, all of them in one statement.

An app registers expressions over the person's row; the first to ask in a request evaluates all.
Where a reading rule needs the person, the fact is a function of the person that gives such an
expression.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from kit.prepared import prepared

Provider = Callable[[], dict[str, Any]]
P = TypeVar("P", bound=Provider)
PROVIDERS: dict[str, Provider] = {}


def facts(name: str) -> Callable[[P], P]:
    """Register a function that names expressions over the row of a person."""

    def register(provider: P) -> P:
        PROVIDERS[name] = provider
        return provider

    return register


def facts_of(user: Any) -> dict[str, Any]:
    """Every registered fact about `user`, asked once per request; none for visitors."""
    if not user.is_authenticated:
        return {}
    if (known := getattr(user, "known_facts", None)) is None:
        known = user.known_facts = next(iter(_facts_of(user)), {})
    return known


@prepared
def _facts_of(user: Any) -> QuerySet[Any]:
    given = {key: one for make in PROVIDERS.values() for key, one in make().items()}
    expressions = {key: one(user) if callable(one) else one for key, one in given.items()}
    return get_user_model()._default_manager.filter(pk=user.pk).values(**expressions)
