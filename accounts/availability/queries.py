"""Plans of many people at once, as the database has them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from accounts.availability.models import Absence, CompanyHours, Shift, ShiftKind, WorkingHours
from accounts.availability.plan import ALWAYS, DAY, HORIZON, AvailabilityPlan, Hours, Span
from accounts.models import User
from accounts.status import busy_until
from kit.database.prepared import prepared

WEEKDAYS, WORKDAYS = range(7), range(5)
HOURS, ABSENCE = "hours", "absence"  # beside the kinds of shifts
PAST = 2 * DAY  # what began so long ago may still matter today, in every zone

Week = tuple[tuple[Hours, ...], ...]
OPEN_WEEK: Week = (ALWAYS,) * len(WEEKDAYS)


def plans_of(user_ids: Iterable[int], at: datetime) -> dict[int, AvailabilityPlan]:
    """What matters of these people's plans from `at` on. Three statements for any number."""
    ids, company = list(user_ids), CompanyHours.current()
    entries = entries_of(ids, at)
    plans = {}
    for pk, zone, is_on, is_own, status, until in _people(ids):
        week = week_of(company, entries[pk], is_on=is_on, is_own=is_own)
        plans[pk] = plan_of(zone, week, entries[pk], company, busy_until(status, until, at))
    return plans


@prepared
def _people(ids: Sequence[int]) -> QuerySet[Any]:
    hours = ("quiet_time__is_on", "quiet_time__is_own")
    fields = ("pk", "time_zone", *hours, "status", "status_until")
    return User.objects.filter(pk__in=ids).values_list(*fields)


def plan_of(
    zone: str, week: Week, entries: "Entries", company: CompanyHours, busy: datetime | None
) -> AvailabilityPlan:
    """The plan of one person. Where it may ring at any time no shift makes a day quieter."""
    shifts, on_call = entries.spans(ShiftKind.SHIFT), entries.spans(ShiftKind.ON_CALL)
    is_open = week is OPEN_WEEK
    return AvailabilityPlan(
        zone=ZoneInfo(zone or settings.TIME_ZONE),
        week=week,
        shifts=() if is_open else shifts,
        on_call=(*on_call, *shifts) if is_open else on_call,
        absences=entries.absences(),
        limit=company.limit,
        busy_until=busy,
    )


def week_of(company: CompanyHours, own: "Entries", *, is_on: bool | None, is_own: bool) -> Week:
    """The hours of each weekday: the person's own, or the company's for who has chosen nothing."""
    if is_on is False:
        return OPEN_WEEK
    if is_own:
        return own.week()
    return company_week(company) if company.is_on else OPEN_WEEK


def company_week(company: CompanyHours) -> Week:
    """The hours that the company's quiet time leaves while it is on."""
    open_days = WORKDAYS if company.quiet_weekends else WEEKDAYS
    hours = ((company.quiet_until, company.quiet_from),)
    return tuple(hours if day in open_days else () for day in WEEKDAYS)


def in_a_row(week: Week) -> list[tuple[int, time, time]]:
    """The same week as weekday, start and end of each of its hours."""
    return [(day, *hours) for day in WEEKDAYS for hours in week[day]]


# --- rows by person --------------------------------------------------------------------------
@dataclass
class Entries:
    """What one person has entered: rows of kind, weekday, start and end, as text."""

    rows: list[tuple[str, int, str, str]] = field(default_factory=list)

    def of(self, kind: str) -> Iterator[tuple[int, str, str]]:
        """Those of one kind, without it."""
        return (row[1:] for row in self.rows if row[0] == kind)

    def week(self) -> Week:
        """The hours of each weekday, in order."""
        days: list[list[Hours]] = [[] for _day in WEEKDAYS]
        for weekday, start, end in self.of(HOURS):
            days[weekday].append((time.fromisoformat(start), time.fromisoformat(end)))
        return tuple(tuple(sorted(day)) for day in days)

    def spans(self, kind: str) -> tuple[Span, ...]:
        """Shifts of this kind."""
        return tuple((in_utc(start), in_utc(end)) for _day, start, end in self.of(kind))

    def absences(self) -> tuple[tuple[date, date], ...]:
        """First and last days off."""
        days = (
            (date.fromisoformat(first), date.fromisoformat(last))
            for _day, first, last in self.of(ABSENCE)
        )
        return tuple(days)


def entries_of(ids: list[int], at: datetime) -> dict[int, Entries]:
    """Hours, shifts and days off of these people, without what was over long before `at`.

    One statement instead of three; for that, all of them are text.
    """
    hours = WorkingHours.objects.filter(user__in=ids)
    duty = Shift.objects.filter(user__in=ids, end__gt=at - PAST, start__lt=at + HORIZON)
    away = Absence.objects.filter(user__in=ids, last_day__gte=(at - PAST).date())
    rows = as_text(hours, Value(HOURS), F("weekday"), "start", "end").union(
        as_text(duty, F("kind"), Value(0), "start", "end"),
        as_text(away, Value(ABSENCE), Value(0), "first_day", "last_day"),
        all=True,
    )
    found: dict[int, Entries] = defaultdict(Entries)
    for pk, *row in rows:
        found[pk].rows.append(tuple(row))
    return found


def as_text(rows: QuerySet[Any], kind: Any, day: Any, start: str, end: str) -> QuerySet[Any]:
    """Person, kind, weekday, start and end of each row."""
    text, number = CharField(), IntegerField()
    return rows.order_by().values_list(
        "user_id", Cast(kind, text), Cast(day, number), Cast(start, text), Cast(end, text)
    )


def in_utc(written: str) -> datetime:
    """A moment as a database writes it: without a zone where it keeps none."""
    found = datetime.fromisoformat(written)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
