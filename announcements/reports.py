"""Numbers about announcements: shares by department, reach. Never about fewer than five people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from announcements import confirmations, policy
from announcements.models import Announcement

SMALLEST = 5  # people in a group that is shown as a number


@dataclass(frozen=True)
class Share:
    """How many of a group have confirmed."""

    name: str
    asked: int
    confirmed: int

    @property
    def open(self) -> int:
        """How many have not."""
        return self.asked - self.confirmed

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: 100 means everybody."""
        return 100 * self.confirmed // self.asked if self.asked else 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.name, self.asked + other.asked, self.confirmed + other.confirmed)


@dataclass(frozen=True)
class Report:
    """What editors may see about the confirmations of one announcement."""

    total: Share
    groups: list[Share]
    has_names: bool  # this announcement said so, and the company allows it

    @property
    def is_shown(self) -> bool:
        """Whether enough people are asked for a number to be about nobody in particular."""
        return self.has_names or self.total.asked >= SMALLEST


def report_of(announcement: Announcement) -> Report:
    """The shares of everybody and of each department, in one query."""
    has_names = announcement.report_names and policy.may_show_names()
    groups = _by_department(announcement)
    total = sum(groups, Share("", 0, 0))
    return Report(total, groups if has_names else merged(groups), has_names)


def _by_department(announcement: Announcement) -> list[Share]:
    people = confirmations.with_confirmation(announcement).order_by().values("department")
    rows = people.annotate(asked=Count("pk"), done=Count("pk", filter=Q(has_confirmed=True)))
    named = [Share(row["department"] or _("Without department"), row["asked"], row["done"])
             for row in rows]  # fmt: skip
    return sorted(named, key=lambda share: (-share.asked, share.name))


def merged(groups: list[Share]) -> list[Share]:
    """The groups with those below five people put together, so that no sum gives one away.

    When the small ones together are still fewer than five, the smallest of the others joins them.
    """
    large = [group for group in groups if group.asked >= SMALLEST]
    rest = sum((group for group in groups if group.asked < SMALLEST), Share("", 0, 0))
    if 0 < rest.asked < SMALLEST and large:
        rest += large.pop()
    if rest.asked < SMALLEST:
        return large
    return [*large, Share(_("Others"), rest.asked, rest.confirmed)]


@dataclass(frozen=True)
class Reach:
    """How far an announcement came; None stands for "fewer than five"."""

    recipients: int | None  # who may read it: nobody counts what arrived
    opened: int | None
    confirmed: int | None
    open: int | None


def reach_of(announcement: Announcement, total: Share) -> Reach:
    """Recipients, opened, confirmed as numbers that are about nobody in particular."""
    opened = min(announcement.opened_count, total.asked)
    shown = map(_shown, (total.asked, opened, total.confirmed, total.open))
    return Reach(*shown)


def _shown(count: int) -> int | None:
    return count if count >= SMALLEST else None


# --- tables to take along ------------------------------------------------------------------------
def rows_of(announcement: Announcement, report: Report) -> Iterator[list[Any]]:
    """The lines of the CSV: people where names may be shown, else groups."""
    if not report.has_names:
        yield [_("Department"), _("Asked"), _("Confirmed"), _("Open")]
        for share in report.groups if report.is_shown else []:
            yield [share.name, share.asked, share.confirmed, share.open]
        return
    yield [_("Name"), _("Department"), _("Place"), _("Confirmed")]
    people = confirmations.with_confirmation(announcement).by_name()
    words = {True: _("yes"), False: _("no")}
    for person in people.iterator(chunk_size=2_000):
        yield [person.name, person.department, person.place, words[person.has_confirmed]]  # type: ignore[attr-defined]
