"""Places people hear from, by the names under which levels are stored: "space:7", "chat:3".

Every app registers its sort of place, in its `notifications.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise

from accounts.models import User
from kit.database import keyset
from kit.discovery import declared
from notifications.preferences.models import PlaceLevel


@dataclass(frozen=True)
class MutedPlace:
    """A place as its row shows it."""

    name: str
    title: str
    thing: Any
    level: str


@dataclass(frozen=True, kw_only=True)
class PlaceKind:
    """One sort of place.

    `listed(user)` are those the page offers, in the order `order`; `readable(user)` are all whose
    level a person may set.
    """

    name: str  # before the colon
    tab: str  # in the address of the page, of which "" is the first tab
    label: str | Promise
    listed: Callable[[User], QuerySet[Any]]
    order: tuple[str, ...]
    readable: Callable[[User], QuerySet[Any]]
    title: Callable[[Any], str]


def place_kinds() -> dict[str, PlaceKind]:
    """All sorts, by name, as apps list them in `PLACE_KINDS` of their `notifications.py`."""
    return {kind.name: kind for kind in declared("notifications", "PLACE_KINDS")}


def kind_of_tab(tab: str) -> PlaceKind:
    """The sort of place that a tab of the page lists; the first where there is no such tab."""
    by_tab = {kind.tab: kind for kind in place_kinds().values()}
    return by_tab.get(tab, by_tab[""])


def look_up(user: User, name: str) -> str:
    """`name`, if it is a place `user` may read; anything else does not exist."""
    sort, _colon, number = name.partition(":")
    kind = place_kinds().get(sort)
    if kind is None or not number.isdecimal() or len(number) > 18:
        raise Http404
    if not kind.readable(user).filter(pk=int(number)).exists():
        raise Http404
    return f"{sort}:{int(number)}"


def page_of(user: User, kind: PlaceKind, after: str | None) -> tuple[list[MutedPlace], str | None]:
    """A page of places with the level of each, and where the next one begins."""
    page = keyset.page(kind.listed(user), order=kind.order, after=after)
    names = {f"{kind.name}:{thing.pk}": thing for thing in page.items}
    mine = PlaceLevel.objects.visible_to(user).filter(place__in=names)
    levels = dict(mine.values_list("place", "level"))
    listed = [
        MutedPlace(name, kind.title(thing), thing, levels.get(name, ""))
        for name, thing in names.items()
    ]
    return listed, page.next
