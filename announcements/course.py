"""How the confirmations of an announcement came in over time, as a line drawn on the server."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from announcements import confirmations
from announcements.models import Announcement, Confirmation
from announcements.reports import SMALLEST, Share

WIDTH, HEIGHT = 600, 160  # the line's own measure; the page stretches it


@dataclass(frozen=True)
class Period:
    """Some days in a row, and how many people confirmed in them."""

    first: date
    last: date
    count: int


@dataclass(frozen=True)
class Course:
    """The periods, and the line that grows from none to all who are asked."""

    periods: list[Period]
    first: date
    last: date
    asked: int
    due: date | None

    @property
    def line(self) -> str:
        """The path of an SVG: a point at the end of each period."""
        totals = accumulate(period.count for period in self.periods)
        ends = [
            f"L{self.x(one.last)} {self._y(n)}" for one, n in zip(self.periods, totals, strict=True)
        ]
        return " ".join([f"M0 {HEIGHT}", *ends])

    @property
    def area(self) -> str:
        """What lies below the line."""
        return f"{self.line} V{HEIGHT} H0 Z" if self.periods else ""

    @property
    def due_x(self) -> int | None:
        """Where the day stands by which everybody has to confirm."""
        return self.x(self.due) if self.due else None

    def x(self, day: date) -> int:
        """The place of the end of a day."""
        days = (self.last - self.first).days + 1
        return round(WIDTH * ((day - self.first).days + 1) / days)

    def _y(self, count: int) -> int:
        return HEIGHT - round(HEIGHT * min(count / max(self.asked, 1), 1))


def course_of(announcement: Announcement, total: Share) -> Course | None:
    """The course so far; None where it would be about fewer than five people."""
    if not announcement.required_id or not announcement.published_at:
        return None
    zone = timezone.get_default_timezone()  # one for all: other borders of days tell differences
    people = confirmations.audience(announcement).values("pk")
    done: Any = Confirmation.objects.filter(version=announcement.required_id, user__in=people)
    days = done.annotate(day=TruncDate("server_at", tzinfo=zone)).values("day").order_by("day")
    counts = [(row["day"], row["count"]) for row in days.annotate(count=Count("pk"))]
    if total.confirmed < SMALLEST or not counts:
        return None
    first = min(timezone.localdate(announcement.published_at, zone), counts[0][0])
    due = announcement.current.confirm_by if announcement.current else None
    last = max(timezone.localdate(timezone=zone), counts[-1][0], due or counts[-1][0])
    return Course(periods(first, counts), first, last, total.asked, due)


def periods(first: date, counts: list[tuple[date, int]]) -> list[Period]:
    """The days put together until each period is about at least five people.

    What is left at the end joins the period before it.
    """
    found: list[Period] = []
    waiting = 0
    for day, count in counts:
        waiting += count
        if waiting >= SMALLEST:
            found.append(Period(first, day, waiting))
            first, waiting = day + timedelta(days=1), 0
    if waiting and found:
        newest = found.pop()
        found.append(Period(newest.first, counts[-1][0], newest.count + waiting))
    return found
