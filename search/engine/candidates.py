"""The entries that are ranked: a bounded number, chosen by the database, within the rights."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from search.engine.query import Query
from search.engine.wanted import Wanted
from search.models import ScopeSpace, SearchEntry
from spaces.models import Membership

MOST = 200  # candidates of one look into the index
RANKED_BY = (
    "pk", "source", "kind", "object_id", "at", "expires_at", "weight", "length", "terms", "is_mine",
)  # fmt: skip
Rows = dict[int, dict[str, Any]]


def narrowed(entries: QuerySet[SearchEntry], user: User, query: Query) -> QuerySet[SearchEntry]:
    """Those `entries` that the filters of `query` leave."""
    if query.kinds:
        entries = entries.filter(kind__in=query.kinds)
    if query.space:
        scopes = ScopeSpace.objects.filter(space=query.space).values("scope")
        entries = entries.filter(Q(scope__in=scopes) | Q(conversation__space=query.space))
    if query.conversation:
        entries = entries.filter(conversation=query.conversation)
    if query.person or query.only_mine:
        entries = entries.filter(author=user.pk if query.only_mine else query.person)
    if query.since:
        entries = entries.filter(at__gte=query.since)
    if query.until:
        entries = entries.filter(at__lt=query.until)
    return entries


def with_all(entries: QuerySet[SearchEntry], user: User, wanted: Sequence[Wanted]) -> Rows:
    """The newest entries that hold every word, and the newest that do in their title."""
    groups = [one.group for one in wanted]
    holds = SearchEntry.full_text.holds
    found = _rows(entries.filter(holds(groups)), user)
    if len(found) == MOST:
        found |= _rows(entries.filter(holds(groups, only=("title",))), user)
    return found


def with_some(entries: QuerySet[SearchEntry], user: User, wanted: Sequence[Wanted]) -> Rows:
    """The newest entries that hold two of the words, and those that hold one that is rare."""
    holds = SearchEntry.full_text.holds
    groups = [one.group for one in wanted if one.shares]
    found: Rows = {}
    if len(groups) > 2:
        found |= _rows(entries.filter(holds(*combinations(groups, 2))), user)
    most = max(one.importance for one in wanted)
    telling = [one.group for one in wanted if one.importance * 2 >= most and one.shares]
    return found | _rows(entries.filter(holds(*([group] for group in telling))), user)


def _rows(entries: QuerySet[SearchEntry], user: User) -> Rows:
    mine = Membership.objects.filter(user=user.pk).values("space")
    here = ScopeSpace.objects.filter(scope=OuterRef("scope"), space__in=mine)
    rows = entries.annotate(is_mine=Exists(here)).order_by("-at", "-pk").values(*RANKED_BY)
    return {row["pk"]: row for row in rows[:MOST]}
