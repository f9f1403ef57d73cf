"""What apps lend to a device, to be read there without a network: `LOANS` in `<app>/device.py`.

A loan says what a person gets, each with everything that its page shows of it, and draws the pages
with the templates that addresses answer with. `intranet.device` compares it with what the device
has; what a loan no longer names leaves the device.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from kit.discovery import in_order

LONGEST = 2_000  # characters of a thing that are found on the device
TITLE = 90


@dataclass(frozen=True)
class LentKind:
    """One sort of things, as people tell them apart on the page that says what is kept."""

    name: str  # stored on devices, never changed
    label: str | Promise  # of many: "Conversations"
    icon: str


@dataclass(frozen=True)
class Lent:
    """One thing that a person gets, asked for but not drawn."""

    kind: str
    id: int
    look: object  # everything that its page shows; another one is sent anew
    thing: Any

    @property
    def key(self) -> str:
        """How a device names it."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class LentPage:
    """The page of a thing, to be drawn."""

    lent: Lent
    address: str
    title: str
    template: str  # extends base.html
    context: dict[str, Any]
    at: datetime | None = None
    text: str = ""  # plain, to be found
    files: Sequence[str] = ()  # addresses of pictures and files to take along
    stands_in: bool = False  # for a page that only the server can make
    aliases: Sequence[str] = ()  # other addresses that lead here


@dataclass(frozen=True)
class Loan:
    """What an app lends. Both functions cost a constant number of statements."""

    kinds: Callable[[], Sequence[LentKind]]
    things: Callable[[Any], list[Lent]]  # of a person, what matters most first
    pages: Callable[[HttpRequest, list[Lent]], Iterable[LentPage]]
    order: int  # what is fetched first


def loans() -> list[Loan]:
    """All of them, what matters most first."""
    return in_order("device", "LOANS")


def lent_kinds() -> list[LentKind]:
    """All sorts of things that devices get, in the same order."""
    return [kind for loan in loans() for kind in loan.kinds()]
