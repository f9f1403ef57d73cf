"""The entries that are ranked: a bounded number, chosen by the database, within the rights."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from kit.database.prepared import prepared
from search.engine.query import Query
from search.engine.reading import readable
from search.engine.wanted import Wanted
from search.models import ScopeSpace, SearchEntry
from spaces.models import Membership

MOST = 200  # candidates of one look into the index
RANKED_BY = (
    "pk", "source", "kind", "object_id", "at", "expires_at", "weight", "length", "terms", "is_mine",
)  # fmt: skip
Rows = dict[int, dict[str, Any]]
Look = Callable[[str], Rows]  # of what the full text is asked for
text = SearchEntry.full_text


def _in_space(space: Any) -> Q:
    scopes = ScopeSpace.objects.filter(space=space).values("scope")
    return Q(scope__in=scopes) | Q(conversation__space=space)


FILTERS: dict[str, Callable[[Any], Q]] = {
    "kinds": lambda kinds: Q(kind__in=kinds),
    "space": _in_space,
    "conversation": lambda conversation: Q(conversation=conversation),
    "person": lambda person: Q(author=person),
}


def look(user: User, query: Query) -> Look:
    """A function that finds the newest entries which `user` may read and `query` lets through."""
    chosen = {name: getattr(query, name) for name in FILTERS if getattr(query, name)}
    if query.only_mine:
        chosen["person"] = user.pk
    values = [[*one] if isinstance(one, tuple) else one for one in chosen.values()]
    if query.since or query.until:  # moments are no arguments of what is prepared
        return lambda wanted: _by_key(_between(_build(user, wanted, chosen), query)[:MOST])
    question = _prepared(tuple(chosen))
    return lambda wanted: _by_key(question(user, wanted, *values))


@cache
def _prepared(names: tuple[str, ...]) -> Callable[..., list[dict[str, Any]]]:
    """The same question for everybody who uses the same filters."""

    def build(user: User, wanted: str, *values: Any) -> QuerySet[Any, dict[str, Any]]:
        return _build(user, wanted, dict(zip(names, values, strict=True)))[:MOST]

    return prepared(build)


def _build(user: User, wanted: str, chosen: dict[str, Any]) -> QuerySet[Any, dict[str, Any]]:
    entries = readable(user).filter(text.holds(wanted))
    for name, value in chosen.items():
        entries = entries.filter(FILTERS[name](value))
    mine = Membership.objects.filter(user=user.pk).values("space")
    here = ScopeSpace.objects.filter(scope=OuterRef("scope"), space__in=mine)
    return entries.annotate(is_mine=Exists(here)).order_by("-at", "-pk").values(*RANKED_BY)


def _between(entries: QuerySet[Any, dict[str, Any]], query: Query) -> QuerySet[Any, dict[str, Any]]:
    if query.since:
        entries = entries.filter(at__gte=query.since)
    return entries.filter(at__lt=query.until) if query.until else entries


def _by_key(rows: Iterable[dict[str, Any]]) -> Rows:
    return {row["pk"]: row for row in rows}


def with_all(find: Look, wanted: Sequence[Wanted]) -> Rows:
    """The newest entries that hold every word, and the newest that do in their title."""
    groups = [one.group for one in wanted]
    if not all(groups):
        return {}
    found = find(text.wanted(groups))
    if len(found) == MOST:
        found |= find(text.wanted(groups, only=("title",)))
    return found


def with_some(find: Look, wanted: Sequence[Wanted]) -> Rows:
    """The newest entries that hold two of the words, and those that hold one that is rare."""
    groups = [one.group for one in wanted if one.shares]
    found: Rows = {}
    if len(groups) > 2:
        found |= find(text.wanted(*combinations(groups, 2)))
    most = max(one.importance for one in wanted)
    telling = [one.group for one in wanted if one.importance * 2 >= most and one.shares]
    if telling:
        found |= find(text.wanted(*([group] for group in telling)))
    return found
