"""What hits and suggestions are called for their reader, where that depends on who reads.

`TITLES` in `<app>/search.py` lists kinds whose titles come in several languages, each with a
function of the reader and ids that gives titles by id. A conversation of two is called by the
name of the other one.
"""

from collections.abc import Sequence
from dataclasses import replace

from accounts.models import User
from chat import queries
from chat.models import Conversation
from kit.discovery import declared
from search.engine import Hit, Results, Suggestion
from search.models import SearchEntry


def worded(user: User, results: Results) -> Results:
    """The same results in the words of `user`, in as many statements for few as for many."""
    titles = titles_of(user, results.hits)
    places = _places(user, [hit for hit in results.hits if not hit.place])
    hits = [
        replace(
            hit,
            title=titles.get((hit.kind, hit.id)) or hit.title,
            place=hit.place or places.get(hit.url, ""),
        )
        for hit in results.hits
    ]
    return replace(results, hits=hits)


def titles_of(
    user: User, found: Sequence[Hit] | Sequence[Suggestion]
) -> dict[tuple[str, int], str]:
    """Titles in the language of `user`, by kind and id, of those that have several."""
    titles: dict[tuple[str, int], str] = {}
    for kind, titles_for in declared("search", "TITLES"):
        if ids := [one.id for one in found if one.kind == kind]:
            titles |= {(kind, pk): title for pk, title in titles_for(user, ids).items()}
    return titles


def _places(user: User, hits: Sequence[Hit]) -> dict[str, str]:
    """By their address, which names the conversation or the file in it."""
    here = SearchEntry.objects.filter(
        url__in=[hit.url for hit in hits],
        object_id__in=[hit.id for hit in hits],
        conversation__space=None,
        conversation__isnull=False,
    )
    rooms = dict(here.values_list("url", "conversation")) if hits else {}
    found = Conversation.objects.visible_to(user).filter(pk__in=rooms.values()) if rooms else ()
    names = {one.pk: one.title for one in queries.annotate(user, list(found))} if rooms else {}
    return {url: names[pk] for url, pk in rooms.items() if pk in names}
