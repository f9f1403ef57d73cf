"""When it may ring for a person: quiet time, working hours, shifts, days off."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.actions.people import locked
from accounts.availability.models import SUNDAY, Absence, QuietTime, Shift, ShiftKind, WorkingHours
from accounts.events import AvailabilityChanged
from accounts.models import User
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish

HOURS = 21  # of one week: three a day
ENTRIES = 500  # shifts to come of one person, and likewise absences
SHIFT_DAYS = 31
ABSENCE_DAYS = 366
PLAN_DAYS = 732  # how far ahead a calendar reaches

Hours = tuple[int, time, time]


@transaction.atomic
def set_quiet_time(*, by: User | None, user: User, is_on: bool) -> None:
    """Switch the quiet time of `user` on or off. Days off and the company's limits stay."""
    refuse_others(by, user)
    locked(user)
    before = QuietTime.objects.filter(user=user).first() or QuietTime(user=user)
    if before.is_on != is_on:
        save_quiet_time(user, is_on=is_on)


@transaction.atomic
def set_working_hours(*, by: User | None, user: User, hours: Iterable[Hours]) -> None:
    """Let these hours (weekday, start, end) be all in which it may ring for `user`.

    None at all is a choice, too: it rings in shifts only.
    """
    refuse_others(by, user)
    wanted = {(weekday, to_minute(start), to_minute(end)) for weekday, start, end in hours}
    refuse_impossible_hours(wanted)
    locked(user)
    rows = WorkingHours.objects.filter(user=user)
    before = set(rows.values_list("weekday", "start", "end"))
    is_own = QuietTime.objects.filter(user=user, is_own=True).exists()
    if is_own and before == wanted:
        return
    rows.delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(user=user, weekday=weekday, start=start, end=end)
        for weekday, start, end in sorted(wanted)
    )
    save_quiet_time(user, is_own=True)


@transaction.atomic
def follow_company_hours(*, by: User | None, user: User) -> None:
    """Forget the hours that `user` chose: the company's quiet time counts again."""
    refuse_others(by, user)
    locked(user)
    WorkingHours.objects.filter(user=user).delete()
    if QuietTime.objects.filter(user=user, is_own=True).exists():
        save_quiet_time(user, is_own=False)


@transaction.atomic
def add_shift(
    *, by: User | None, user: User, start: datetime, end: datetime, kind: str = ShiftKind.SHIFT
) -> Shift:
    """Enter a shift or on-call duty of `user`. Entering it twice is entering it once."""
    refuse_others(by, user)
    refuse_impossible_shift(start, end, kind)
    locked(user)
    start, end = (at.replace(second=0, microsecond=0) for at in (start, end))
    coming = Shift.objects.filter(user=user, end__gt=timezone.now())
    if known := coming.filter(start=start, end=end, kind=kind).first():
        known.repeated = True
        return known
    refuse_full_calendar(coming)
    shift = Shift.objects.create(user=user, start=start, end=end, kind=kind)
    announce_new_hours(user)
    return shift


@transaction.atomic
def remove_shift(*, by: User | None, shift: Shift) -> None:
    """Take a shift out of the calendar. Removing twice is removing once."""
    refuse_others(by, shift.user)
    if Shift.objects.filter(pk=shift.pk).delete()[0]:
        announce_new_hours(shift.user)


@transaction.atomic
def add_absence(*, by: User | None, user: User, first_day: date, last_day: date) -> Absence:
    """Enter days on which `user` is away. Entering them twice is entering them once."""
    refuse_others(by, user)
    today = timezone.now().astimezone(user.zone).date()
    refuse_impossible_absence(first_day, last_day, today)
    locked(user)
    coming = Absence.objects.filter(user=user, last_day__gte=today)
    if known := coming.filter(first_day=first_day, last_day=last_day).first():
        known.repeated = True
        return known
    refuse_full_calendar(coming)
    absence = Absence.objects.create(user=user, first_day=first_day, last_day=last_day)
    announce_new_hours(user)
    return absence


@transaction.atomic
def remove_absence(*, by: User | None, absence: Absence) -> None:
    """Take days off out of the calendar. Removing twice is removing once."""
    refuse_others(by, absence.user)
    if Absence.objects.filter(pk=absence.pk).delete()[0]:
        announce_new_hours(absence.user)


# --- parts -----------------------------------------------------------------------------------
def save_quiet_time(user: User, **columns: bool) -> None:
    """Write these columns; whoever waits for this person plans anew."""
    QuietTime.objects.update_or_create(user=user, defaults=columns)
    announce_new_hours(user)


def announce_new_hours(user: User) -> None:
    """Say that it may ring at other times."""
    publish(AvailabilityChanged(user_id=user.pk))


def to_minute(at: time) -> time:
    """Hours begin and end on a full minute."""
    return at.replace(second=0, microsecond=0, tzinfo=None)


def refuse_others(by: User | None, user: User) -> None:
    """A plan is the person's, and the administrators'."""
    if not policy.may_plan_for(by, user):
        raise PermissionDenied


def refuse_impossible_hours(hours: set[Hours]) -> None:
    """A week has seven days, and nobody works more often than one can read."""
    if any(not 0 <= weekday <= SUNDAY for weekday, _start, _end in hours):
        raise Problem("invalid", _("Choose a day of the week."), field="weekday")
    if len({(weekday, start) for weekday, start, _end in hours}) < len(hours):
        twice = _("Two times on the same day begin at the same moment.")
        raise Problem("invalid", twice, field="hours")
    if len(hours) > HOURS:
        detail = _("At most %(limit)d times a week.") % {"limit": HOURS}
        raise Problem("too_many_hours", detail, field="hours", limit=HOURS)


def refuse_impossible_shift(start: datetime, end: datetime, kind: str) -> None:
    """A shift has an end that is still to come, in a time one can foresee."""
    now = timezone.now()
    if kind not in ShiftKind.values:
        raise Problem("invalid", _("Choose shift or on call."), field="kind")
    if end <= start or end <= now:
        raise Problem("invalid", _("Choose an end after the beginning."), field="end")
    if end - start > timedelta(days=SHIFT_DAYS):
        raise too_long("end", SHIFT_DAYS)
    if end > now + timedelta(days=PLAN_DAYS):
        raise too_far("end")


def refuse_impossible_absence(first_day: date, last_day: date, today: date) -> None:
    """Days off are in order, not over, and in a time one can foresee."""
    if last_day < first_day or last_day < today:
        raise Problem("invalid", _("Choose a last day after the first."), field="last_day")
    if last_day - first_day >= timedelta(days=ABSENCE_DAYS):
        raise too_long("last_day", ABSENCE_DAYS)
    if last_day > today + timedelta(days=PLAN_DAYS):
        raise too_far("last_day")


def refuse_full_calendar(coming: QuerySet[Shift] | QuerySet[Absence]) -> None:
    """A calendar is for people, not for machines that went astray."""
    if coming.count() >= ENTRIES:
        detail = _("At most %(limit)d upcoming entries.") % {"limit": ENTRIES}
        raise Problem("too_many_entries", detail, limit=ENTRIES)


def too_long(field: str, limit: int) -> Problem:
    """More days at a time than an entry may have."""
    detail = _("At most %(limit)d days at a time.") % {"limit": limit}
    return Problem("too_long", detail, field=field, limit=limit)


def too_far(field: str) -> Problem:
    """Later than a calendar reaches."""
    detail = _("At most %(limit)d days ahead.") % {"limit": PLAN_DAYS}
    return Problem("too_far", detail, field=field, limit=PLAN_DAYS)
