"""The frame around every page: who we are, where one can go, how it looks.

Apps do not know this file. What they lend to the frame is listed here: places in `PLACES`, the
person's own spaces in `MY_GROUPS`, what waits for the person in `TODOS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kit.design.brand_colour import Brand, brand_of
from kit.facts import facts, facts_of, kept_of
from kit.todos import Todo

DEFAULT_BRAND = Brand(hue=168, chroma=0.085)
# each has shell.todos: (user) -> list of Todo; what those of the first find is kept as facts are
KEPT_TODOS, TODOS = ("announcements", "surveys", "polls"), ("chat",)
MY_GROUPS = "spaces.shell.my_groups"  # (user) -> spaces with name, icon, hue, unread
GROUPS_IN_FACTS = "spaces.shell.groups_in_facts"  # () -> the column of facts that holds them


@dataclass(frozen=True, eq=False)
class Place:
    """Somewhere the navigation leads to, as long as its app is installed."""

    app: str
    path: str
    name: str | Promise
    icon: str
    hint: str | Promise = ""
    tab: bool = False  # may stand at the bottom of a phone, where the first three find room
    count: str = ""  # () -> fact (kit.facts): how many things there wait for the person
    kept: bool = False  # that fact, as kit.facts says
    loud: str = "calm"  # kind of the badge: "" a person waits, "must" the company, else "calm"
    top: bool = False  # stands at the top of every page, too
    below: tuple[str, ...] = ()  # addresses of pages that belong here
    key: str = ""  # "g" and this key lead there

    def is_current(self, path: str) -> bool:
        """Whether the page at `path` belongs here."""
        if self.path != "/" and path.startswith(self.path):
            return True
        return path == self.path or path.startswith(self.below or ("//",))


PLACES: tuple[Place, ...] = (
    Place("feed", "/", _("Feed"), "house", tab=True, below=("/p/", "/t/"), key="f"),
    Place(
        "announcements",
        "/news/",
        _("News"),
        "megaphone",
        _("What the company says"),
        tab=True,
        count="announcements.embeds.open_count",
        kept=True,
        loud="must",
        key="n",
    ),
    Place(
        "chat",
        "/chat/",
        _("Chat"),
        "message-circle",
        tab=True,
        count="chat.shell.unread",
        loud="",
        key="c",
    ),
    Place(
        "surveys",
        "/surveys/",
        _("Surveys"),
        "clipboard-list",
        _("Questions for you"),
        count="surveys.waiting.open_surveys",
        kept=True,
    ),
    Place("spaces", "/groups/", _("Spaces"), "layout-grid", tab=True, below=("/g/",)),
    Place("accounts", "/people/", _("People"), "users", tab=True),
    Place(
        "notifications",
        "/notifications/",
        _("Notifications"),
        "bell",
        count="notifications.shell.unread",
        kept=True,
        loud="",
        top=True,
    ),
    Place("feed", "/saved/", _("Saved"), "bookmark", _("Posts you saved")),
)


TABS = 3
MORE = ("/me/", "/settings/", "/keys/", "/mailbox/")  # and every place that is no tab


@dataclass(frozen=True)
class Entry:
    """A place as one page shows it."""

    place: Place
    current: bool
    tab: bool
    count: int  # what waits there


def places(path: str, counts: dict[str, int] | None = None) -> tuple[Entry, ...]:
    """The places of this installation: the current one, the tabs of a phone, what waits there."""
    installed = [place for place in PLACES if apps.is_installed(place.app)]
    tabs = [place for place in installed if place.tab][:TABS]
    return tuple(
        Entry(
            place,
            current=place.is_current(path),
            tab=place in tabs,
            count=(counts or {}).get(place.app, 0) if place.count else 0,
        )
        for place in installed
    )


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


@facts("my groups")
def groups_in_facts() -> dict[str, Any]:
    """The spaces in the rail."""
    return import_string(GROUPS_IN_FACTS)() if apps.is_installed("spaces") else {}


def _counts(*, kept: bool) -> dict[str, Any]:
    asked = [place for place in PLACES if place.count and place.kept == kept]
    counting = [place for place in asked if apps.is_installed(place.app)]
    return {f"in_{place.app}": import_string(place.count)() for place in counting}


def waiting(user: Any) -> dict[str, int]:
    """The numbers for `user`; one query for all of them."""
    known = facts_of(user).items()
    return {name.removeprefix("in_"): count for name, count in known if name.startswith("in_")}


def my_groups(user: Any) -> Iterable[Any]:
    """The spaces of `user` for the rail; none for visitors."""
    if not user.is_authenticated or not apps.is_installed("spaces"):
        return []
    return import_string(MY_GROUPS)(user)


def todos(user: Any) -> list[Todo]:
    """What waits for `user`, the company's wishes first; none for visitors."""
    if not user.is_authenticated:
        return []
    name = f"todos {get_language()} {timezone.get_current_timezone_name()}"
    kept = kept_of(user, name, lambda: _todos(user, KEPT_TODOS))
    return [*kept, *_todos(user, TODOS)]


def _todos(user: Any, lending: Iterable[str]) -> list[Todo]:
    asked = [import_string(f"{app}.shell.todos") for app in lending if apps.is_installed(app)]
    return [one for ask in asked for one in ask(user)]


@lru_cache(maxsize=8)
def brand(colour: str) -> Brand:
    """The brand of the configured colour, ours where the setting makes no sense."""
    try:
        return brand_of(colour) if colour else DEFAULT_BRAND
    except ValueError:
        return DEFAULT_BRAND


@dataclass(frozen=True)
class Group:
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
    def groups(self) -> tuple[Group, ...]:
        """The person's own spaces."""
        return tuple(
            Group(address, one.name, one.icon, one.hue, one.unread, self.path == address)
            for one in my_groups(self.user)
            for address in (one.get_absolute_url(),)
        )

    @cached_property
    def todos(self) -> list[Todo]:
        """What waits for the person."""
        return todos(self.user)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    user = getattr(request, "user", None) or AnonymousUser()
    return {
        "csp_nonce": getattr(request, "csp_nonce", None),
        "company": settings.COMPANY_NAME,
        "brand": brand(settings.BRAND_COLOUR),
        "has_logo": bool(settings.BRAND_LOGO),
        "theme": getattr(user, "theme", ""),
        "shell": Shell(request, user),
    }
