"""Who may read an entry: the rules of `visible_to` as conditions on the index."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from chat.models import Conversation, Participant
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
    rule = Q(scope__in=scopes) & ~Q(source__in=by_source.keys())
    hidden = Participant.objects.filter(
        conversation=OuterRef("conversation"), user=user.pk, from_seq__gte=OuterRef("position")
    )
    rooms = Conversation.objects.visible_to(user).values("pk")
    rule |= Q(conversation__in=rooms) & ~Exists(hidden)
    for name, entries in by_source.items():
        rule |= Q(source=name) & entries(user)
    return SearchEntry.objects.filter(rule, at__lte=NowAnywhere())


def verified(user: User, entries: list[SearchEntry]) -> list[SearchEntry]:
    """Those that the apps say `user` may read at this moment: one statement for each kind."""
    allowed = set()
    for name in {entry.source for entry in entries}:
        ids = [entry.object_id for entry in entries if entry.source == name]
        seen = sources()[name].visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
        allowed |= {(name, pk) for pk in seen}
    return [entry for entry in entries if (entry.source, entry.object_id) in allowed]
