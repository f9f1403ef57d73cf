"""A digest is due once for each day that fits, whatever the clocks do."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.digest.schedule import Rhythm, next_due

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata",
    "Asia/Tehran", "Pacific/Chatham", "Pacific/Kiritimati", "America/Santiago", "UTC",
]  # fmt: skip
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def dues(rhythm, hour, zone, start, days, weekday=0):
    """Everything that becomes due within so many days."""
    moment, found = start, []
    while (due := next_due(rhythm, hour, weekday, zone, moment)) < start + timedelta(days=days):
        found.append(due)
        moment = due
    return found


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    hour=st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
)
def test_a_daily_digest_is_due_once_on_every_day_over_all_clock_changes(zone, hour, start):
    found = dues(Rhythm.DAILY, hour, zone, start, 400)
    days = [due.astimezone(zone).date() for due in found]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    for due in found:
        shown = due.astimezone(zone).time()
        is_left_out = shown != hour
        assert not is_left_out or shown > hour  # the clock jumped over it


def test_an_hour_that_comes_twice_counts_once_and_one_that_is_left_out_comes_later():
    autumn = datetime(2026, 10, 24, 22, tzinfo=UTC)
    (due, after) = dues(Rhythm.DAILY, time(2, 30), BERLIN, autumn, 2)
    assert due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first half past two
    assert after == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
    spring = next_due(Rhythm.DAILY, time(2, 30), 0, BERLIN, datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert spring.astimezone(BERLIN) == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)


def test_on_working_days_there_is_none_on_saturday_and_sunday():
    found = dues(Rhythm.WORKDAYS, time(6, 45), BERLIN, YEAR, 28)
    assert len(found) == 20
    assert {due.astimezone(BERLIN).weekday() for due in found} == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("weekday", range(7))
def test_once_a_week_it_comes_on_the_chosen_day(weekday):
    found = dues(Rhythm.WEEKLY, time(6, 45), BERLIN, YEAR, 28, weekday)
    assert [due.astimezone(BERLIN).weekday() for due in found] == [weekday] * 4


def test_who_wants_none_has_nothing_due():
    assert next_due(Rhythm.NONE, time(6, 45), 0, BERLIN, YEAR) is None
