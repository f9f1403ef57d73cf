"""One person's week, shifts and days off, and what follows from them. Pure: no database, no clock.

Hours are times of the person's wall clock and belong to the day on which they begin. Twice a year
that clock jumps: a time that comes twice means its first time, one that does not come means the
moment of the jump.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time.min
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HORIZON = timedelta(days=400)  # who is not reachable within it is looked at again then

Hours = tuple[time, time]
Span = tuple[datetime, datetime]
ALWAYS: tuple[Hours, ...] = ((MIDNIGHT, MIDNIGHT),)


@lru_cache(maxsize=8192)
def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment at which clocks of `zone` show `at` on `day`, in UTC."""
    wall = datetime.combine(day, at, zone)
    while _shown(found := wall.astimezone(UTC), zone) != wall.replace(tzinfo=None):
        wall += MINUTE  # the clock jumps over this time
    return found


def span(day: date, hours: Hours, zone: ZoneInfo) -> Span:
    """`hours` that begin on `day`; an end that is not after the start is on the next day."""
    start, end = hours
    last = day if end > start else day + DAY
    return moment(day, start, zone), moment(last, end, zone)


def _shown(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True)
class AvailabilityPlan:
    """When it may ring for one person."""

    zone: ZoneInfo
    week: tuple[tuple[Hours, ...], ...]  # of each weekday, Monday first
    shifts: tuple[Span, ...] = ()
    on_call: tuple[Span, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()
    limit: Hours | None = None  # earliest and latest of the company
    busy_until: datetime | None = None  # what the person says to be doing lasts until then

    def next_ring(self, at: datetime) -> datetime:
        """The first moment from `at` on at which it may ring: `at` itself in working time."""
        at = max(at, self.busy_until or at)
        duty = [max(start, at) for start, end in self._duty() if end > at]
        return min([*duty, self._next_of_week(at, min(duty, default=at + HORIZON))])

    def next_quiet(self, at: datetime) -> datetime | None:
        """The first moment from `at` on at which it is quiet; None if that is not within a day."""
        end = at
        while end <= at + DAY and self.next_ring(end) == end:
            end = max(last for first, last in self._around(end) if first <= end < last)
        return end if end <= at + DAY else None

    def is_off(self, at: datetime) -> bool:
        """Whether it is quiet because of a day off."""
        return self._is_away(self._day_of(at)) and self.next_ring(at) > at

    def _around(self, at: datetime) -> Iterator[Span]:
        """Everything that may last at `at`."""
        yield from self._duty()
        yield from self._rings_on(self._day_of(at) - DAY)
        yield from self._rings_on(self._day_of(at))

    def _next_of_week(self, at: datetime, latest: datetime) -> datetime:
        """The same by the hours of the week alone; `latest` if they bring nothing earlier."""
        day = self._day_of(at) - DAY  # whose hours may reach into today
        last = self._day_of(latest) if any(self.week) else day
        while day <= last:
            if ahead := [max(start, at) for start, end in self._rings_on(day) if end > at]:
                return min(ahead)
            day += DAY
        return latest

    def _duty(self) -> Iterator[Span]:
        """Shifts and on-call duty that take place."""
        for duty in (*self.shifts, *self.on_call):
            if not self._is_away(self._day_of(duty[0])):
                yield duty

    def _rings_on(self, day: date) -> Iterator[Span]:
        """The hours that begin on `day`, within the company's limit."""
        if self._is_away(day) or day in self._replaced:
            return
        for hours in self.week[day.weekday()]:
            yield from self._within_limit(day, span(day, hours, self.zone))

    def _within_limit(self, day: date, hours: Span) -> Iterator[Span]:
        """What the company's limit leaves of `hours`, which end on `day` or on the next."""
        windows = [hours]
        if self.limit:
            windows = [span(day + n * DAY, self.limit, self.zone) for n in (-1, 0, 1)]
        for first, last in windows:
            # nothing is left, too, where the clock jumps over all of it
            if (start := max(first, hours[0])) < (end := min(last, hours[1])):
                yield start, end

    @cached_property
    def _replaced(self) -> frozenset[date]:
        """Days that a shift covers, so that their usual hours do not count."""
        taking_place = [shift for shift in self.shifts if not self._is_away(self._day_of(shift[0]))]
        return frozenset(day for shift in taking_place for day in self._days_of(shift))

    def _days_of(self, shift: Span) -> Iterator[date]:
        day, last = self._day_of(shift[0]), self._day_of(shift[1] - MINUTE)
        while day <= last:
            yield day
            day += DAY

    def _is_away(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.absences)

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()
