"""Who may read an entry: the rules of `visible_to` as conditions on the index."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value

from accounts.models import User
from chat.models import Conversation, Participant
from kit.database.prepared import prepared
from kit.database.server_time import NowAnywhere
from search.models import ScopeSpace, SearchEntry
from search.sources import sources
from spaces.models import Space


def readable(user: User) -> QuerySet[SearchEntry]:
    """The entries `user` may read. What the index says too late is asked again by `verified`."""
    if not user.is_active:
        return SearchEntry.objects.none()
    by_source = {name: one.entries for name, one in sources().items() if one.entries}
    scopes = ScopeSpace.objects.filter(space__in=Space.objects.visible_to(user)).values("scope")
    rule: Any = Q(scope__in=scopes) & ~Q(source__in=by_source.keys())
    hidden = Participant.objects.filter(
        conversation=OuterRef("conversation"), user=user.pk, from_seq__gte=OuterRef("position")
    )
    rooms = Conversation.objects.visible_to(user).values("pk")
    rule |= Q(conversation__in=rooms) & ~Exists(hidden)
    for name, entries in by_source.items():
        rule |= Q(source=name) & entries(user)
    return SearchEntry.objects.filter(rule, at__lte=NowAnywhere())


def verified(user: User, entries: list[SearchEntry]) -> list[SearchEntry]:
    """Those that the apps say `user` may read at this moment: one statement for each source."""
    allowed = set()
    for name in {entry.source for entry in entries}:
        ids = [entry.object_id for entry in entries if entry.source == name]
        allowed |= {(name, pk) for pk, _ in _rule_of(name)(user, ids)}
    return [entry for entry in entries if (entry.source, entry.object_id) in allowed]


@cache
def _rule_of(name: str) -> Callable[[User, list[int]], list[tuple[int, int]]]:
    """Which of these things of a source a person may read."""

    def build(user: User, ids: list[int]) -> QuerySet[Any, tuple[int, int]]:
        found = sources()[name].visible_to(user).filter(pk__in=ids)
        # some rules ask nothing of the person; a prepared statement names all its arguments
        asker = Value(user.pk, BigIntegerField())
        return found.annotate(asker=asker).order_by().values_list("pk", "asker")

    return prepared(build)
