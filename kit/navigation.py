"""What apps bring to the frame of every page, in their `navigation.py`: `NAVIGATION` to go to,
and `TODOS`, what waits for a person beside the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

MOST = 2  # todos of one app; the place itself shows the others


@dataclass(frozen=True, eq=False)
class NavigationItem:
    """Somewhere the navigation leads to."""

    app: str
    path: str
    name: str | Promise
    icon: str
    hint: str | Promise = ""
    tab: bool = False  # may stand at the bottom of a phone, where the first three find room
    count: Callable[[], Any] | None = None  # fact (kit.facts): how many things wait there
    kept: bool = False  # that fact, as kit.facts says
    loud: str = "calm"  # kind of the badge: "" a person waits, "must" the company, else "calm"
    top: bool = False  # stands at the top of every page, too
    below: tuple[str, ...] = ()  # addresses of pages that belong here
    tab_name: str | Promise = ""  # as a tab, where it is another one
    key: str = ""  # "g" and this key lead there
    order: int = 0

    def is_current(self, path: str) -> bool:
        """Whether the page at `path` belongs here."""
        if self.path != "/" and path.startswith(self.path):
            return True
        return path == self.path or path.startswith(self.below or ("//",))


@dataclass(frozen=True)
class Todo:
    """One thing to do: a line beside the page that leads there."""

    words: str | Promise
    url: str
    icon: str
    note: str | Promise = ""
    kind: str = "brand"  # the colour of its sign: "must" for the company, else "brand"


@dataclass(frozen=True)
class Todos:
    """How one app finds them for a person."""

    find: Callable[[Any], list[Todo]]
    order: int
    kept: bool = True  # as long as facts are (kit.facts)
