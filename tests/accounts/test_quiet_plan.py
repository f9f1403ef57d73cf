"""When it may ring: weeks, shifts, days off, zones and clocks that jump. Without a database."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from accounts.availability.plan import ALWAYS, HORIZON, AvailabilityPlan, moment

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
OFFICE = ((time(7), time(18)),)
WORKWEEK = (*(OFFICE,) * 5, (), ())
OFF = ((),) * 7
OPEN = (ALWAYS,) * 7


def at(text, zone=BERLIN):
    """The moment at which clocks of `zone` show "2026-11-25 17:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def plan(week=WORKWEEK, zone=BERLIN, **more):
    return AvailabilityPlan(zone=zone, week=week, **more)


def shown(moment, zone=BERLIN):
    return moment.astimezone(zone).strftime("%a %d %b %H:%M")


# --- the week --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "rings"),
    [("2026-11-25 06:59", "Wed 25 Nov 07:00"), ("2026-11-25 07:00", "Wed 25 Nov 07:00"),
     ("2026-11-25 17:59", "Wed 25 Nov 17:59"), ("2026-11-25 18:00", "Thu 26 Nov 07:00"),
     ("2026-11-27 18:00", "Mon 30 Nov 07:00"), ("2026-11-29 12:00", "Mon 30 Nov 07:00")],
)  # fmt: skip
def test_it_rings_in_working_hours_and_next_when_they_begin(now, rings):
    assert shown(plan().next_ring(at(now))) == rings


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin():
    nights = plan((((time(22), time(6)),), *((),) * 6))
    assert shown(nights.next_ring(at("2026-11-24 05:59"))) == "Tue 24 Nov 05:59"  # of Monday
    assert shown(nights.next_ring(at("2026-11-24 06:00"))) == "Mon 30 Nov 22:00"
    assert shown(nights.next_ring(at("2026-11-24 23:00"))) == "Mon 30 Nov 22:00"


def test_a_day_may_have_a_pause():
    split = plan((((time(7), time(11)), (time(15), time(19))), *((),) * 6))
    assert shown(split.next_ring(at("2026-11-23 12:00"))) == "Mon 23 Nov 15:00"


def test_equal_ends_are_a_whole_day():
    assert plan(OPEN).next_ring(at("2026-11-28 03:00")) == at("2026-11-28 03:00")


def test_who_never_works_is_looked_at_again_after_a_year():
    now = at("2026-11-25 12:00")
    assert plan(OFF).next_ring(now) == now + HORIZON


# --- shifts, on call, days off ---------------------------------------------------------------
NIGHT = (at("2026-11-25 22:00"), at("2026-11-26 06:00"))


def test_a_shift_rings_and_stands_in_place_of_the_hours_of_its_days():
    worker = plan(shifts=(NIGHT,))
    assert shown(worker.next_ring(at("2026-11-25 12:00"))) == "Wed 25 Nov 22:00"
    assert shown(worker.next_ring(at("2026-11-26 05:00"))) == "Thu 26 Nov 05:00"
    assert shown(worker.next_ring(at("2026-11-26 12:00"))) == "Fri 27 Nov 07:00"


def test_a_shift_until_midnight_leaves_the_next_day_alone():
    late = plan(shifts=((at("2026-11-25 14:00"), at("2026-11-26 00:00")),))
    assert shown(late.next_ring(at("2026-11-26 00:00"))) == "Thu 26 Nov 07:00"


def test_being_on_call_adds_to_the_week():
    expert = plan(on_call=((at("2026-11-25 16:00"), at("2026-11-29 08:00")),))
    assert shown(expert.next_ring(at("2026-11-25 12:00"))) == "Wed 25 Nov 12:00"
    assert shown(expert.next_ring(at("2026-11-28 03:00"))) == "Sat 28 Nov 03:00"
    assert shown(expert.next_ring(at("2026-11-29 08:00"))) == "Mon 30 Nov 07:00"


def test_days_off_silence_what_begins_on_them_and_nothing_else():
    off = ((date(2026, 11, 26), date(2026, 12, 2)),)
    away = plan(absences=off, shifts=(NIGHT, (at("2026-11-27 22:00"), at("2026-11-28 06:00"))))
    assert shown(away.next_ring(at("2026-11-26 05:00"))) == "Thu 26 Nov 05:00"  # still at work
    assert shown(away.next_ring(at("2026-11-26 06:00"))) == "Thu 03 Dec 07:00"
    assert shown(away.next_ring(at("2026-11-27 23:00"))) == "Thu 03 Dec 07:00"


def test_the_companys_limit_holds_for_the_week_and_not_for_shifts():
    limit = (time(6), time(20))
    eager = plan(OPEN, limit=limit)
    assert shown(eager.next_ring(at("2026-11-25 20:00"))) == "Thu 26 Nov 06:00"
    assert shown(eager.next_ring(at("2026-11-25 19:59"))) == "Wed 25 Nov 19:59"
    watch = plan(OPEN, limit=limit, on_call=(NIGHT,))
    assert shown(watch.next_ring(at("2026-11-26 03:00"))) == "Thu 26 Nov 03:00"


# --- zones and clocks that jump --------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "rings"),
    [("Europe/Berlin", "25 06:00"), ("Asia/Tokyo", "24 22:00"), ("America/New_York", "25 12:00"),
     ("Asia/Kathmandu", "25 01:15"), ("Pacific/Auckland", "24 18:00")],
)  # fmt: skip
def test_F5_hours_are_of_the_persons_own_zone(zone, rings):
    somebody = plan(zone=zoneinfo.ZoneInfo(zone))
    for hours in range(0, 24, 5):
        now = moment(date(2026, 11, 25), time(0), somebody.zone) - timedelta(minutes=hours)
        assert somebody.next_ring(now).strftime("%d %H:%M") == rings


def test_F5_seven_in_the_morning_stays_seven_when_the_clock_jumps():
    early = plan((OFFICE,) * 7)
    spring, autumn = at("2026-03-28 18:00"), at("2026-10-24 18:00")
    assert early.next_ring(spring) == datetime(2026, 3, 29, 5, tzinfo=UTC)  # 12 hours of quiet
    assert early.next_ring(autumn) == datetime(2026, 10, 25, 6, tzinfo=UTC)  # 14 hours


def test_F5_a_time_that_does_not_come_is_the_moment_of_the_jump():
    assert moment(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment(date(2026, 3, 29), time(2), BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    nap = plan((((time(2, 10), time(2, 50)),),) * 7)
    assert shown(nap.next_ring(at("2026-03-28 12:00"))) == "Mon 30 Mar 02:10"


def test_F5_a_time_that_comes_twice_is_its_first():
    assert moment(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_F5_a_shift_is_as_long_as_it_was_entered():
    night = (datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC))
    worker = plan(OFF, shifts=(night,))
    assert worker.next_ring(night[0]) == night[0]
    assert worker.next_ring(night[1] - timedelta(minutes=1)) == night[1] - timedelta(minutes=1)
    assert worker.next_ring(night[1]) == night[1] + HORIZON


@pytest.mark.parametrize(
    ("zone", "day"), [("America/Havana", "2026-11-01"), ("Africa/Cairo", "2026-04-24"),
                      ("America/Santiago", "2026-04-05"), ("Pacific/Apia", "2011-12-30")],
)  # fmt: skip
def test_F5_days_join_without_a_gap_where_clocks_jump_at_midnight(zone, day):
    somebody = plan(OPEN, zone=zoneinfo.ZoneInfo(zone))
    start = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1)
    for quarter in range(4 * 24 * 3):
        now = start + timedelta(minutes=15) * quarter
        assert somebody.next_ring(now) == now


# --- any plan, any time ----------------------------------------------------------------------
ZONES = [
    "Europe/Berlin", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Tokyo",
    "Africa/Casablanca", "Pacific/Chatham", "America/Santiago", "UTC",
]  # fmt: skip
TIMES = some.builds(time, some.integers(0, 23), some.sampled_from([0, 15, 30, 45]))
HOURS = some.tuples(TIMES, TIMES)
WEEKS = some.tuples(*[some.lists(HOURS, max_size=2).map(tuple)] * 7)
# around both clock changes of 2026 in the north and in the south
DAYS = some.sampled_from([date(2026, month, day) for month, day in [
    (3, 8), (3, 29), (4, 5), (9, 6), (9, 27), (10, 4), (10, 25), (11, 1), (2, 28), (12, 31)]
])  # fmt: skip
MOMENTS = some.builds(
    lambda day, minutes: datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes),
    DAYS, some.integers(-2 * 24 * 60, 2 * 24 * 60),
)  # fmt: skip
SHIFTS = some.lists(
    some.builds(lambda start, hours: (start, start + timedelta(hours=hours)),
                MOMENTS, some.integers(1, 30)),
    max_size=2,
).map(tuple)  # fmt: skip
ABSENCES = some.lists(
    some.builds(lambda day, back, days: (day - timedelta(back), day + timedelta(days)),
                DAYS, some.integers(0, 2), some.integers(0, 3)),
    max_size=1,
).map(tuple)  # fmt: skip
LIMITS = some.none() | some.just((time(6), time(20)))
PLANS = some.builds(
    AvailabilityPlan, zone=some.sampled_from(ZONES).map(zoneinfo.ZoneInfo), week=WEEKS,
    shifts=SHIFTS, on_call=SHIFTS, absences=ABSENCES, limit=LIMITS,
)  # fmt: skip


def may_ring(plan, now):
    """The rule, read off the wall clock: slow, and without any of the code it checks."""
    wall = now.astimezone(plan.zone)
    away = lambda day: any(first <= day <= last for first, last in plan.absences)  # noqa: E731
    local = lambda moment: moment.astimezone(plan.zone).date()  # noqa: E731
    duty = [one for one in (*plan.shifts, *plan.on_call) if not away(local(one[0]))]
    if any(start <= now < end for start, end in duty):
        return True
    if plan.limit and not plan.limit[0] <= wall.time() < plan.limit[1]:
        return False
    worked = [one for one in plan.shifts if one in duty]
    for day in (wall.date(), wall.date() - timedelta(1)):
        covered = any(
            local(start) <= day <= local(end - timedelta(minutes=1)) for start, end in worked
        )
        if not away(day) and not covered and shows(plan.week[day.weekday()], day, wall):
            return True
    return False


def shows(hours, day, wall):
    """Whether a clock that shows `wall` is within `hours` that began on `day`."""
    naive = wall.replace(tzinfo=None, fold=0)
    return any(
        datetime.combine(day, start)
        <= naive
        < datetime.combine(day if end > start else day + timedelta(1), end)
        for start, end in hours
    )


def is_doubled(plan, now):
    """Whether the clock shows this time twice, so that it does not tell which of both it is."""
    wall = now.astimezone(plan.zone)
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


@settings(max_examples=400, deadline=None)
@given(plan=PLANS, now=MOMENTS)
def test_F5_any_plan_rings_when_the_wall_clock_says_so(plan, now):
    assume(not is_doubled(plan, now))
    assert (plan.next_ring(now) == now) == may_ring(plan, now)


@settings(max_examples=150, deadline=None)
@given(plan=PLANS, now=MOMENTS)
def test_F5_the_end_of_a_quiet_time_is_the_first_moment_at_which_it_rings(plan, now):
    end = plan.next_ring(now)
    assume(end < now + HORIZON)
    assert plan.next_ring(end) == end
    step = max((end - now) / 40, timedelta(minutes=15))
    while (now := now + step) < end:
        assert plan.next_ring(now) == end


@settings(max_examples=150, deadline=None)
@given(plan=PLANS, now=MOMENTS)
def test_F5_the_next_quiet_time_is_the_first_moment_at_which_it_does_not_ring(plan, now):
    begins = plan.next_quiet(now)
    assert begins is None or plan.next_ring(begins) > begins
    until = begins or now + timedelta(days=1)
    while now < until:
        assert plan.next_ring(now) == now
        now += timedelta(minutes=30)


def test_days_off_are_told_from_nights():
    off = plan(absences=((date(2026, 11, 26), date(2026, 11, 26)),), shifts=(NIGHT,))
    assert not off.is_off(at("2026-11-25 20:00"))
    assert not off.is_off(at("2026-11-26 05:00"))  # still at work
    assert off.is_off(at("2026-11-26 12:00"))
    assert not off.is_off(at("2026-11-27 02:00"))
