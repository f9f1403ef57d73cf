"""The way from a question to a page of hits."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import directory
from accounts.models import User
from kit.database.full_text import Term
from search.engine.excerpts import excerpt
from search.engine.query import Query
from search.engine.reading import readable, verified
from search.engine.results import Hit, Results
from search.models import ScopeSpace, SearchEntry


def find(user: User, query: Query, limit: int = 20) -> Results:
    """A page of what `user` may read and has the words of `query`, the best first."""
    query = query.checked()
    words = query.words
    groups = [[Term(token) for token in word.tokens] for word in words]
    if not groups:
        return Results()
    entries = narrowed(readable(user), user, query)
    holds = SearchEntry.full_text.holds
    found = list(entries.filter(holds(groups)).order_by("-at", "-pk")[:limit])
    relaxed = not found
    if relaxed:
        anything = [[term for group in groups for term in group]]
        found = list(entries.filter(holds(anything)).order_by("-at", "-pk")[:limit])
    tokens = {term.token for group in groups for term in group}
    authors = directory.by_ids({entry.author_id for entry in found if entry.author_id})
    hits = [
        Hit(
            kind=entry.kind,
            id=entry.object_id,
            url=entry.url,
            title=entry.title,
            excerpt=excerpt(entry.body, tokens),
            at=entry.at,
            is_expired=bool(entry.expires_at and entry.expires_at <= timezone.now()),
            author=authors.get(entry.author_id or 0),
        )
        for entry in verified(user, found)
    ]
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.kind] = counts.get(hit.kind, 0) + 1
    return Results(hits=hits, counts=counts, relaxed=relaxed and bool(hits))


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
