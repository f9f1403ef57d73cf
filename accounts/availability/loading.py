"""Plans of many people at once, as the database has them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.availability.models import Absence, CompanyHours, Shift, WorkingHours
from accounts.availability.plan import ALWAYS, DAY, HORIZON, Hours, Plan, Span
from accounts.models import User

WEEKDAYS, WORKDAYS = range(7), range(5)
PAST = 2 * DAY  # what began so long ago may still matter today, in every zone

Week = tuple[tuple[Hours, ...], ...]
OPEN_WEEK: Week = (ALWAYS,) * len(WEEKDAYS)


def plans_of(user_ids: Iterable[int], at: datetime) -> dict[int, Plan]:
    """What matters of these people's plans from `at` on. Five statements for any number."""
    ids, company = list(user_ids), CompanyHours.current()
    hours, duty, absences = hours_of(ids), duty_of(ids, at), absences_of(ids, at)
    people = User.objects.filter(pk__in=ids)
    chosen = people.values_list("pk", "time_zone", "quiet_time__is_on", "quiet_time__is_own")
    return {
        pk: Plan(
            zone=ZoneInfo(zone or settings.TIME_ZONE),
            week=week_of(company, hours[pk], is_on=is_on, is_own=is_own),
            shifts=tuple(duty[pk, Shift.Kind.SHIFT]),
            on_call=tuple(duty[pk, Shift.Kind.ON_CALL]),
            absences=tuple(absences[pk]),
            limit=company.limit,
        )
        for pk, zone, is_on, is_own in chosen
    }


def week_of(
    company: CompanyHours, own: Iterable[tuple[int, Hours]], *, is_on: bool | None, is_own: bool
) -> Week:
    """The hours of each weekday: the person's own, or the company's for who has chosen nothing."""
    if is_on is False:
        return OPEN_WEEK
    if not is_own:
        return company_week(company)
    days: dict[int, list[Hours]] = defaultdict(list)
    for weekday, hours in own:
        days[weekday].append(hours)
    return tuple(tuple(days[weekday]) for weekday in WEEKDAYS)


def company_week(company: CompanyHours) -> Week:
    """The hours that the company's quiet time leaves."""
    if not company.is_on:
        return OPEN_WEEK
    open_days = WORKDAYS if company.quiet_weekends else WEEKDAYS
    hours = ((company.quiet_until, company.quiet_from),)
    return tuple(hours if day in open_days else () for day in WEEKDAYS)


# --- rows by person --------------------------------------------------------------------------
def hours_of(ids: list[int]) -> dict[int, list[tuple[int, Hours]]]:
    """Weekday and hours, in order."""
    rows = WorkingHours.objects.filter(user__in=ids).order_by("weekday", "start")
    found: dict[int, list[tuple[int, Hours]]] = defaultdict(list)
    for pk, weekday, start, end in rows.values_list("user_id", "weekday", "start", "end"):
        found[pk].append((weekday, (start, end)))
    return found


def duty_of(ids: list[int], at: datetime) -> dict[tuple[int, Any], list[Span]]:
    """Shifts and on-call duty that end not long before `at` or later."""
    rows = Shift.objects.filter(user__in=ids, end__gt=at - PAST, start__lt=at + HORIZON)
    found: dict[tuple[int, Any], list[Span]] = defaultdict(list)
    for pk, kind, start, end in rows.values_list("user_id", "kind", "start", "end"):
        found[pk, kind].append((start, end))
    return found


def absences_of(ids: list[int], at: datetime) -> dict[int, list[tuple[Any, Any]]]:
    """First and last day of what is not long over."""
    rows = Absence.objects.filter(user__in=ids, last_day__gte=(at - PAST).date())
    found: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for pk, first, last in rows.values_list("user_id", "first_day", "last_day"):
        found[pk].append((first, last))
    return found
