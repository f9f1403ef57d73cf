"""When people can be reached: what they choose, what the company says, and who may change it."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import actions
from accounts.actions.availability import ENTRIES, HOURS
from accounts.availability.policy import may_send_urgently
from accounts.availability.quiet_time import quiet_ends, quiet_until
from accounts.models import Absence, AuditEntry, CompanyHours, QuietTime, Shift, User, WorkingHours
from kit.http.exceptions import Problem
from kit.jobs.retention import forget_old
from kit.models import OutboxEntry
from tests.factories import make_user
from tests.together import at_once

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
MONDAY, SUNDAY = 0, 6
EARLY = [(day, time(6, 30), time(17, 30)) for day in range(5)]


def at(text):
    """The moment at which clocks in Berlin show "2026-11-25 17:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def shown(moment):
    return moment and moment.astimezone(BERLIN).strftime("%a %d %b %H:%M")


def boss():
    return make_user("boss", role=User.Role.ADMINISTRATOR)


def soon(**span):
    return timezone.now().replace(second=0, microsecond=0) + timedelta(**span)


def said(person):
    """The events that say the person's quiet time changed."""
    return OutboxEntry.objects.filter(
        event="accounts.AvailabilityChanged", payload__user_id=person.pk
    ).count()


# --- what holds ------------------------------------------------------------------------------
WEDNESDAY_EVENING = at("2026-11-25 18:00")


def test_without_any_choice_evenings_nights_and_weekends_are_quiet():
    anna = make_user("anna")
    assert shown(quiet_until(anna, WEDNESDAY_EVENING)) == "Thu 26 Nov 07:00"
    assert shown(quiet_until(anna, at("2026-11-28 12:00"))) == "Mon 30 Nov 07:00"
    assert quiet_until(anna, at("2026-11-25 17:59")) is None


def test_ones_own_hours_stand_in_place_of_the_companys():
    anna = make_user("anna")
    actions.set_working_hours(by=anna, user=anna, hours=EARLY)
    assert shown(quiet_until(anna, at("2026-11-25 17:30"))) == "Thu 26 Nov 06:30"
    actions.follow_company_hours(by=anna, user=anna)
    assert quiet_until(anna, at("2026-11-25 17:30")) is None


def test_who_switches_the_quiet_time_off_is_rung_always_and_keeps_the_hours_for_later():
    anna = make_user("anna")
    actions.set_working_hours(by=anna, user=anna, hours=EARLY)
    actions.set_quiet_time(by=anna, user=anna, is_on=False)
    assert quiet_until(anna, WEDNESDAY_EVENING) is None
    actions.set_quiet_time(by=anna, user=anna, is_on=True)
    assert shown(quiet_until(anna, WEDNESDAY_EVENING)) == "Thu 26 Nov 06:30"


def test_a_shift_makes_no_day_quieter_for_who_is_rung_always():
    anna = make_user("anna")
    actions.set_quiet_time(by=anna, user=anna, is_on=False)
    start = soon(hours=2)
    actions.add_shift(by=anna, user=anna, start=start, end=start + timedelta(hours=8))
    assert quiet_until(anna, timezone.now()) is None


def test_no_hours_at_all_are_a_choice_and_shifts_still_ring():
    anna = make_user("anna")
    actions.set_working_hours(by=anna, user=anna, hours=[])
    start = soon(days=3)
    actions.add_shift(by=anna, user=anna, start=start, end=start + timedelta(hours=8))
    assert quiet_until(anna, timezone.now()) == start


def test_the_companys_quiet_time_is_everybodys_who_chose_nothing():
    anna = make_user("anna")
    fields = {"quiet_from": time(20), "quiet_until": time(6), "quiet_weekends": False}
    actions.change_company_hours(by=boss(), **fields)
    assert shown(quiet_until(anna, at("2026-11-28 21:00"))) == "Sun 29 Nov 06:00"
    actions.change_company_hours(by=boss(), is_on=False)
    assert quiet_until(anna, at("2026-11-28 21:00")) is None


def test_the_companys_limit_wins_over_what_a_person_chose():
    anna = make_user("anna")
    actions.set_quiet_time(by=anna, user=anna, is_on=False)
    actions.change_company_hours(by=boss(), earliest=time(6), latest=time(21))
    assert shown(quiet_until(anna, at("2026-11-25 22:00"))) == "Thu 26 Nov 06:00"


def test_F5_hours_are_of_the_persons_zone():
    tokyo = make_user("kenji", time_zone="Asia/Tokyo")
    assert quiet_until(tokyo, datetime(2026, 11, 25, 10, tzinfo=UTC)) == datetime(
        2026, 11, 25, 22, tzinfo=UTC
    )


def test_a_thousand_people_cost_as_many_statements_as_two(count_queries):
    people = [make_user(), make_user()]
    now = timezone.now()
    few = count_queries(lambda: quiet_ends([person.pk for person in people], now))
    made = User.objects.bulk_create(
        User(staff_number=f"s{n}", handle=f"h{n}", first_name="H") for n in range(1000)
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(user=person, weekday=day, start=time(7), end=time(16))
        for person in made
        for day in range(5)
    )
    QuietTime.objects.bulk_create(QuietTime(user=person, is_own=True) for person in made)
    Shift.objects.bulk_create(
        Shift(user=person, start=soon(days=1), end=soon(days=2)) for person in made
    )
    ids = [person.pk for person in made]
    assert count_queries(lambda: quiet_ends(ids, now)) == few <= 3
    assert set(quiet_ends(ids, WEDNESDAY_EVENING)) == set(ids)
    assert quiet_ends([], now) == {}


# --- being back ------------------------------------------------------------------------------
def test_somebody_busy_is_back_when_the_status_ends():
    anna, now = make_user("anna"), timezone.now()
    actions.set_quiet_time(by=anna, user=anna, is_on=False)
    assert quiet_until(anna, now) is None
    until = soon(hours=2)
    actions.set_status(by=anna, kind="customer", until=until)
    assert quiet_until(anna, now) == until
    actions.set_status(by=anna, kind="home", until=until)  # says where, not that one is busy
    assert quiet_until(anna, now) is None


def test_a_status_that_ends_in_quiet_time_lasts_until_the_morning():
    anna = make_user("anna")
    User.objects.filter(pk=anna.pk).update(status="customer", status_until=at("2026-11-25 18:30"))
    assert shown(quiet_until(anna, at("2026-11-25 17:00"))) == "Thu 26 Nov 07:00"


def test_somebody_on_holiday_is_back_on_the_first_morning_after_it():
    anna = make_user("anna")
    Absence.objects.create(user=anna, first_day=date(2026, 11, 26), last_day=date(2026, 12, 4))
    assert shown(quiet_until(anna, at("2026-11-25 18:30"))) == "Mon 07 Dec 07:00"
    assert quiet_until(make_user("ben"), at("2026-11-26 12:00")) is None


# --- what is refused, and what is once ---------------------------------------------------------
@pytest.mark.parametrize(
    ("hours", "field"),
    [([(7, time(7), time(8))], "weekday"), ([(-1, time(7), time(8))], "weekday"),
     ([(0, time(7), time(8)), (0, time(7), time(9))], "hours"),
     ([(n % 7, time(n), time(23)) for n in range(HOURS + 1)], "hours")],
)  # fmt: skip
def test_C1_hours_that_make_no_sense_are_refused_by_name(hours, field):
    anna = make_user("anna")
    with pytest.raises(Problem) as refused:
        actions.set_working_hours(by=anna, user=anna, hours=hours)
    assert refused.value.field == field
    assert not anna.working_hours.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"kind": "party"}, "kind"), ({"end": soon(hours=1)}, "end"), ({"end": soon(days=40)}, "end"),
     ({"start": soon(days=-3), "end": soon(days=-2)}, "end"),
     ({"start": soon(days=800), "end": soon(days=801)}, "end")],
)  # fmt: skip
def test_C1_a_shift_that_makes_no_sense_is_refused_by_name(wrong, field):
    anna = make_user("anna")
    entry = {"kind": "shift", "start": soon(days=1), "end": soon(days=1, hours=8), **wrong}
    with pytest.raises(Problem) as refused:
        actions.add_shift(by=anna, user=anna, **entry)
    assert refused.value.field == field
    assert not anna.shifts.exists()


@pytest.mark.parametrize(("first", "last"), [(2, 1), (-5, -2), (0, 400), (730, 740)])
def test_C1_days_off_that_make_no_sense_are_refused(first, last):
    anna, today = make_user("anna"), timezone.localdate()
    with pytest.raises(Problem) as refused:
        actions.add_absence(
            by=anna,
            user=anna,
            first_day=today + timedelta(days=first),
            last_day=today + timedelta(days=last),
        )
    assert refused.value.field == "last_day"


def test_C2_a_calendar_has_a_limit_that_is_named():
    anna = make_user("anna")
    Shift.objects.bulk_create(
        Shift(user=anna, start=soon(minutes=n), end=soon(hours=20)) for n in range(ENTRIES)
    )
    with pytest.raises(Problem) as refused:
        actions.add_shift(by=anna, user=anna, start=soon(hours=1), end=soon(hours=22))
    assert refused.value.limit == ENTRIES


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_from": time(7)}, {"earliest": time(9), "latest": time(9)}, {"urgent_role": "member"}],
)
def test_C1_company_hours_that_silence_everybody_are_refused(wrong):
    with pytest.raises(Problem):
        actions.change_company_hours(by=boss(), **wrong)
    assert not CompanyHours.objects.exists()
    assert not AuditEntry.objects.exists()


def test_A2_nobody_plans_for_somebody_else_but_administrators():
    anna, eve = make_user("anna"), make_user("eve")
    shift = actions.add_shift(by=boss(), user=anna, start=soon(hours=1), end=soon(hours=9))
    absence = actions.add_absence(
        by=anna, user=anna, first_day=timezone.localdate(), last_day=timezone.localdate()
    )
    forbidden = [
        lambda: actions.set_quiet_time(by=eve, user=anna, is_on=False),
        lambda: actions.set_working_hours(by=eve, user=anna, hours=[]),
        lambda: actions.follow_company_hours(by=eve, user=anna),
        lambda: actions.add_shift(by=eve, user=anna, start=soon(hours=3), end=soon(hours=2)),
        lambda: actions.remove_shift(by=eve, shift=shift),
        lambda: actions.remove_absence(by=eve, absence=absence),
        lambda: actions.change_company_hours(by=eve, is_on=False),
        lambda: actions.let_send_urgently(by=eve, user=eve),
        lambda: actions.stop_sending_urgently(by=eve, user=anna),
    ]
    for action in forbidden:
        with pytest.raises(PermissionDenied):
            action()
    assert list(Shift.objects.visible_to(eve)) == list(Absence.objects.visible_to(eve)) == []
    assert list(Shift.objects.visible_to(anna)) == [shift]


def test_F1_whoever_waits_hears_of_a_change_once_and_not_of_none():
    anna = make_user("anna")
    for _again in range(2):
        actions.set_working_hours(by=anna, user=anna, hours=EARLY)
    assert said(anna) == 1
    for _again in range(2):
        actions.set_quiet_time(by=anna, user=anna, is_on=False)
    assert said(anna) == 2
    shift = actions.add_shift(by=anna, user=anna, start=soon(hours=1), end=soon(hours=9))
    for _again in range(2):
        actions.remove_shift(by=anna, shift=Shift(pk=shift.pk, user=anna))
    assert said(anna) == 4
    actions.change_profile(by=anna, user=anna, time_zone="Asia/Tokyo")
    assert said(anna) == 5


@pytest.mark.django_db(transaction=True)
def test_of_twelve_equal_entries_at_once_one_is_there():
    anna, start, end = make_user("anna"), soon(hours=1), soon(hours=9)
    today = timezone.localdate()
    for act, model in (
        (lambda: actions.add_shift(by=anna, user=anna, start=start, end=end), Shift),
        (lambda: actions.add_absence(by=anna, user=anna, first_day=today, last_day=today), Absence),
    ):
        made = at_once(lambda _n, act=act: act().pk)
        assert len(set(made)) == model.objects.count() == 1
    at_once(lambda _n: actions.set_working_hours(by=anna, user=anna, hours=EARLY))
    assert anna.working_hours.count() == 5
    at_once(lambda _n: actions.set_quiet_time(by=anna, user=anna, is_on=False))
    assert not QuietTime.objects.get(user=anna).is_on
    assert said(anna) == 4


def test_the_night_forgets_what_is_long_over():
    anna = make_user("anna")
    Shift.objects.create(user=anna, start=soon(days=-41), end=soon(days=-40))
    Absence.objects.create(
        user=anna, first_day=soon(days=-50).date(), last_day=soon(days=-40).date()
    )
    recent = Shift.objects.create(user=anna, start=soon(days=-3), end=soon(days=-2))
    forget_old()
    assert list(anna.shifts.all()) == [recent]
    assert not anna.absences.exists()


# --- the company -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("urgent_role", "may"),
    [("", (False, False, False)), ("administrator", (False, False, True)),
     ("editor", (False, True, True))],
)  # fmt: skip
def test_who_may_send_urgently_follows_from_role_and_list(urgent_role, may):
    people = [make_user("anna"), make_user("edda", role=User.Role.EDITOR), boss()]
    actions.change_company_hours(by=boss(), urgent_role=urgent_role)
    assert tuple(may_send_urgently(person) for person in people) == may
    actions.let_send_urgently(by=boss(), user=people[0])
    assert may_send_urgently(people[0])
    actions.stop_sending_urgently(by=boss(), user=people[0])
    assert not may_send_urgently(people[0])


def test_B3_who_has_left_sends_nothing_urgent():
    anna = make_user("anna")
    actions.let_send_urgently(by=boss(), user=anna)
    actions.deactivate_person(by=boss(), user=anna)
    anna.refresh_from_db()
    assert not may_send_urgently(anna)


def test_H1_what_changes_for_everybody_is_noted():
    chief, anna = boss(), make_user("anna")
    actions.change_company_hours(by=chief, latest=time(21))
    for _again in range(2):
        actions.let_send_urgently(by=chief, user=anna)
        actions.stop_sending_urgently(by=chief, user=anna)
    noted = AuditEntry.objects.order_by("pk").values_list("action", "by")
    both = [("accounts.let_send_urgently", chief.pk), ("accounts.stop_sending_urgently", chief.pk)]
    assert list(noted) == [("accounts.change_company_hours", chief.pk), *both, *both]
