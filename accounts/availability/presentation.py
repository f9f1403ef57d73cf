"""A person's quiet time in words and as a picture, for the person."""

from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.availability.models import CompanyHours, QuietTime
from accounts.availability.plan import Hours
from accounts.availability.queries import WEEKDAYS, Week, company_week, entries_of
from accounts.models import User

DAY_MINUTES = 24 * 60
ICON, LABEL = 80, 85  # width of an icon, half the width of a time, on that scale


@dataclass(frozen=True)
class BarSegment:
    """A stretch of the bar, in minutes after midnight."""

    start: int
    end: int
    is_quiet: bool

    @property
    def length(self) -> int:
        """How long it is."""
        return self.end - self.start

    @property
    def icon_at(self) -> int:
        """Where its icon begins."""
        return (self.start + self.end - ICON) // 2

    @property
    def has_icon(self) -> bool:
        """Whether there is room for one."""
        return self.length > ICON


@dataclass(frozen=True)
class DayPicture:
    """A day of 1,440 minutes: where it is quiet, and the times at which that changes."""

    hours: Hours | None  # in which it may ring; None for all day

    @cached_property
    def parts(self) -> list[BarSegment]:
        """The day from midnight to midnight."""
        if not self.hours:
            return [BarSegment(0, DAY_MINUTES, is_quiet=False)]
        start, end = map(minutes, self.hours)
        starts_quiet = start < end
        cuts = [0, *sorted((start, end)), DAY_MINUTES]
        parts = [
            BarSegment(first, last, is_quiet=starts_quiet == (number != 1))
            for number, (first, last) in enumerate(pairwise(cuts))
        ]
        return [part for part in parts if part.length]

    @property
    def labels(self) -> list[tuple[int, str, str]]:
        """Place, anchor and words of each time."""
        if not self.hours:
            return []
        first, last = sorted(self.hours)
        is_narrow = minutes(last) - minutes(first) < 2 * LABEL
        anchors = ("end", "start") if is_narrow else ("middle", "middle")
        return [
            (min(max(minutes(at), LABEL), DAY_MINUTES - LABEL), anchor, f"{at:%H:%M}")
            for at, anchor in zip((first, last), anchors, strict=True)
        ]


def minutes(at: time) -> int:
    """Minutes after midnight."""
    return at.hour * 60 + at.minute


@dataclass
class QuietHours:
    """When it is quiet for a person, apart from shifts and days off."""

    is_on: bool
    is_own: bool
    week: Week  # when it may ring while the quiet time is on
    company: CompanyHours

    @cached_property
    def days(self) -> list[int]:
        """The days that have hours."""
        return [day for day in WEEKDAYS if self.week[day]]

    @cached_property
    def hours(self) -> Hours | None:
        """The hours of every such day; None where days differ or have several."""
        found = {hours for day in self.days for hours in self.week[day]}
        one = found.pop() if found else (self.company.quiet_until, self.company.quiet_from)
        return None if found or any(len(day) > 1 for day in self.week) else one

    @property
    def words(self) -> str:
        """In one line, as in "Quiet from 17:30 to 06:30"."""
        if not self.is_on:
            return _("Off: it may ring at any time")
        if not self.days:
            return _("Quiet except in shifts")
        if not self.hours:
            return _("Quiet at different times every day")
        values = {"start": f"{self.hours[1]:%H:%M}", "end": f"{self.hours[0]:%H:%M}"}
        return _("Quiet from %(start)s to %(end)s") % values

    @property
    def quiet_days(self) -> str:
        """The days that are quiet as a whole, as in "Sat, Sun"; empty if there are none."""
        if not self.is_on:
            return ""
        return ", ".join(str(WEEKDAYS_ABBR[day]) for day in WEEKDAYS if day not in self.days)

    @property
    def limit_words(self) -> str:
        """What the company allows nobody to change; empty without a limit."""
        if not self.company.limit:
            return ""
        values = {
            "start": f"{self.company.limit[0]:%H:%M}",
            "end": f"{self.company.limit[1]:%H:%M}",
        }
        detail = _(
            "Outside shifts, your company lets nothing ring before %(start)s or after %(end)s."
        )
        return detail % values

    @property
    def picture(self) -> "DayPicture":
        """A working day as a bar."""
        return DayPicture(self.hours if self.is_on else None)


def quiet_hours_of(user: User) -> QuietHours:
    """What holds for `user` now."""
    company = CompanyHours.current()
    chosen = QuietTime.objects.filter(user=user).first()
    is_own = bool(chosen and chosen.is_own)
    week = own_week(user) if is_own else company_week(company)
    is_on = chosen.is_on if chosen else True
    return QuietHours(is_on and (is_own or company.is_on), is_own, week, company)


def own_week(user: User) -> Week:
    """The hours that `user` has chosen."""
    return entries_of([user.pk], timezone.now())[user.pk].week()
