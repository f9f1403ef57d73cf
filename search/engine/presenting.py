"""Hits as their reader may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts import directory
from accounts.models import User
from chat.models import Conversation
from kit.database.prepared import prepared
from search.engine.excerpts import excerpt
from search.engine.ranking import Ranked
from search.engine.reading import verified
from search.engine.results import Hit
from search.engine.wanted import Wanted
from search.models import ScopeSpace, SearchEntry
from search.text.words import words
from spaces.models import Space


def hits_of(
    user: User, page: Sequence[Ranked], wanted: Sequence[Wanted], now: datetime
) -> list[Hit]:
    """The hits of a page, asked once more of the apps; in the order of `page`."""
    rows = {row.pk: row for row in _entries([one.pk for one in page])}
    seen = verified(user, [rows[one.pk] for one in page if one.pk in rows])
    authors = directory.by_ids({row.author_id for row in seen if row.author_id})
    places = _places(user, seen)
    tokens = {token for one in wanted for token in one.shares}
    return [
        Hit(
            kind=row.kind,
            id=row.object_id,
            url=row.url,
            title=row.title,
            excerpt=excerpt(row.body, tokens),
            at=row.at,
            is_expired=bool(row.expires_at and row.expires_at <= now),
            author=authors.get(row.author_id or 0),
            place=places.get(row.pk, ""),
        )
        for row in seen
    ]


def _places(user: User, rows: Sequence[SearchEntry]) -> dict[int, str]:
    """What `user` calls the space or conversation of each entry, in two statements."""
    scopes = sorted({row.scope_id for row in rows if row.scope_id})
    rooms = sorted({row.conversation_id for row in rows if row.conversation_id})
    by_scope = dict(_names_of_scopes(user, scopes))
    by_room = {
        room.pk: room.space.name if room.space else room.name for room in _rooms(user, rooms)
    }
    found = {row.pk: by_scope.get(row.scope_id, "") for row in rows if row.scope_id}
    return found | {
        row.pk: by_room.get(row.conversation_id, "") for row in rows if row.conversation_id
    }


@prepared
def _names_of_scopes(user: User, scopes: Sequence[int]) -> QuerySet[Any, tuple[int, str]]:
    readable = Space.objects.visible_to(user).without_audiences()
    here = ScopeSpace.objects.filter(scope__in=scopes, space__in=readable)
    return here.order_by("scope", "-space__name").values_list("scope", "space__name")


@prepared
def _rooms(user: User, ids: Sequence[int]) -> QuerySet[Conversation]:
    return Conversation.objects.visible_to(user).filter(pk__in=ids).select_related("space")


@prepared
def _entries(keys: Sequence[int]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.defer("terms").filter(pk__in=keys)


def corrected_text(
    text: str, wanted: Sequence[Wanted], order: Sequence[Ranked], hits: Sequence[Hit]
) -> str | None:
    """The question with the words that the best hit has in place of misspelt ones.

    They are taken out of that hit, which this person reads, and never out of the vocabulary.
    """
    if not hits or not order:
        return None
    best = next(one for one in order if (one.kind, one.object_id) == (hits[0].kind, hits[0].id))
    changed = text
    for one, token in sorted(
        zip(wanted, best.matched, strict=True), key=lambda pair: -pair[0].word.start
    ):
        if token in one.surfaces and (shown := _written(best.pk, token)):
            changed = changed[: one.word.start] + shown + changed[one.word.end :]
    return changed if changed != text else None


def _written(pk: int, token: str) -> str:
    """The first word of an entry that is found by `token`, as its author wrote it."""
    row = SearchEntry.objects.filter(pk=pk).values_list("title", "keywords", "body").first()
    for text in row or ():
        for word in words(text):
            if token in word.tokens:
                return text[word.start : word.end]
    return ""
