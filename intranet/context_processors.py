"""The frame around every page: who we are, where one can go, how it looks.

Apps do not know this file. What they bring to the frame stands in their `navigation.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from kit.design.brand_colour import Brand, brand_of
from kit.discovery import in_order
from kit.facts import facts, facts_of, kept_of
from kit.navigation import NavigationItem, Todo, Todos
from spaces import navigation as spaces

DEFAULT_BRAND = Brand(hue=168, chroma=0.085)


NAVIGATION: tuple[NavigationItem, ...] = tuple(in_order("navigation", "NAVIGATION"))
TODOS: tuple[Todos, ...] = tuple(in_order("navigation", "TODOS"))
TABS = 3
MORE = ("/me/", "/settings/", "/keys/", "/mailbox/")  # and every place that is no tab


@dataclass(frozen=True)
class Entry:
    """A place as one page shows it."""

    place: NavigationItem
    current: bool
    tab: bool
    count: int  # what waits there


def places(path: str, counts: dict[str, int] | None = None) -> tuple[Entry, ...]:
    """The places of this installation: the current one, the tabs of a phone, what waits there."""
    tabs = [place for place in NAVIGATION if place.tab][:TABS]
    return tuple(
        Entry(
            place,
            current=place.is_current(path),
            tab=place in tabs,
            count=(counts or {}).get(place.app, 0) if place.count else 0,
        )
        for place in NAVIGATION
    )


def tab_addresses() -> list[str]:
    """Where the tabs of a phone lead."""
    tabs = [place.path for place in NAVIGATION if place.tab][:TABS]
    return [*tabs, "/compose/", "/me/"]


def key_places(listed: Iterable[Entry]) -> str:
    """Where the keys after "g" lead, for <page-keys>."""
    keyed = [one.place for one in listed if one.place.key]
    return " ".join(f"{place.key} {place.path}" for place in keyed)


def in_more(path: str, listed: Iterable[Entry]) -> bool:
    """Whether the page at `path` is one of those behind the last tab of a phone."""
    return path.startswith(MORE) or any(one.current and not one.tab for one in listed)


@facts("places")
def counts() -> dict[str, Any]:
    """How many things wait for a person in each place that counts."""
    return _counts(kept=False)


@facts("kept places", kept=True)
def kept_counts() -> dict[str, Any]:
    """The same where the number is kept."""
    return _counts(kept=True)


@facts("my spaces")
def spaces_in_facts() -> dict[str, Any]:
    """The spaces in the rail."""
    return spaces.spaces_in_facts()


def _counts(*, kept: bool) -> dict[str, Any]:
    return {f"in_{one.app}": one.count() for one in NAVIGATION if one.count and one.kept == kept}


def waiting(user: Any) -> dict[str, int]:
    """The numbers for `user`; one query for all of them."""
    known = facts_of(user).items()
    return {name.removeprefix("in_"): count for name, count in known if name.startswith("in_")}


def my_spaces(user: Any) -> Iterable[Any]:
    """The spaces of `user` for the rail; none for visitors."""
    return spaces.my_spaces(user) if user.is_authenticated else []


def todos(user: Any) -> list[Todo]:
    """What waits for `user`, the company's wishes first; none for visitors."""
    if not user.is_authenticated:
        return []
    name = f"todos {get_language()} {timezone.get_current_timezone_name()}"
    kept = kept_of(user, name, lambda: _todos(user, kept=True))
    return [*kept, *_todos(user, kept=False)]


def _todos(user: Any, *, kept: bool) -> list[Todo]:
    return [todo for one in TODOS if one.kept == kept for todo in one.find(user)]


@lru_cache(maxsize=8)
def brand(colour: str) -> Brand:
    """The brand of the configured colour, ours where the setting makes no sense."""
    try:
        return brand_of(colour) if colour else DEFAULT_BRAND
    except ValueError:
        return DEFAULT_BRAND


@dataclass(frozen=True)
class SpaceLink:
    """A space of one's own in the rail."""

    address: str
    name: str
    icon: str
    hue: int
    unread: int
    current: bool


class Shell:
    """What stands around the page of `request`; asked for when it is drawn."""

    def __init__(self, request: HttpRequest, user: Any) -> None:
        self.path, self.user = request.path, user

    @cached_property
    def places(self) -> tuple[Entry, ...]:
        """Where one can go, and how much waits there."""
        return places(self.path, waiting(self.user))

    @cached_property
    def tabs(self) -> tuple[Entry, ...]:
        """The places at the bottom of a phone."""
        return tuple(entry for entry in self.places if entry.tab)

    @property
    def in_more(self) -> bool:
        """Whether this page is behind the last tab."""
        return in_more(self.path, self.places)

    @property
    def key_places(self) -> str:
        """Where single keys lead."""
        return key_places(self.places)

    @property
    def spaces(self) -> tuple[SpaceLink, ...]:
        """The person's own spaces."""
        return tuple(
            SpaceLink(address, one.name, one.icon, one.hue, one.unread, self.path == address)
            for one in my_spaces(self.user)
            for address in (one.get_absolute_url(),)
        )

    @cached_property
    def todos(self) -> list[Todo]:
        """What waits for the person."""
        return todos(self.user)


class LentShell(Shell):
    """The same around what a device is lent: nothing that counts, and nothing of others."""

    @cached_property
    def places(self) -> tuple[Entry, ...]:
        """Where one can go."""
        return places(self.path)

    @property
    def spaces(self) -> tuple[SpaceLink, ...]:
        """None: a name can be a secret, and rights end while a device has no line."""
        return ()

    @cached_property
    def todos(self) -> list[Todo]:
        """None: they change with every hour."""
        return []


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    user = getattr(request, "user", None) or AnonymousUser()
    return {
        "csp_nonce": getattr(request, "csp_nonce", None),
        "company": settings.COMPANY_NAME,
        "brand": brand(settings.BRAND_COLOUR),
        "device_worker": settings.DEVICE_WORKER,
        "has_logo": bool(settings.BRAND_LOGO),
        "theme": getattr(user, "theme", ""),
        "shell": Shell(request, user),
    }
