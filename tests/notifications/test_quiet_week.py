"""A week by the hour, in five time zones, with clocks that change: no push in quiet time."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest

from accounts.actions import call_urgently, set_working_hours
from accounts.models import AuditEntry, User
from tests.factories import make_group, make_message, make_post, make_space, make_user
from tests.notifications.clock import run
from tests.notifications.phones import Phone

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
ZONES = {
    "berlin": "Europe/Berlin",
    "york": "America/New_York",
    "delhi": "Asia/Kolkata",
    "howe": "Australia/Lord_Howe",  # changes its clock by half an hour
    "early": "Europe/Berlin",
}
OFFICE = (time(7), time(18))
EARLY = (time(6, 30), time(15, 30))
WEEKS = {
    "clocks go back in Europe": datetime(2026, 10, 22, 12, tzinfo=UTC),
    "clocks go back in New York": datetime(2026, 10, 29, 12, tzinfo=UTC),
    "clocks go forward in New York": datetime(2027, 3, 11, 12, tzinfo=UTC),
    "clocks go forward in Europe": datetime(2027, 3, 25, 12, tzinfo=UTC),
}


def hours_of(name):
    return EARLY if name == "early" else OFFICE


def may_ring(name, moment):
    """What the company promises, said once more in other words than the product's."""
    local = moment.astimezone(ZoneInfo(ZONES[name]))
    begin, end = hours_of(name)
    return local.weekday() < 5 and begin <= local.time() < end


@pytest.fixture
def people():
    found = {name: make_user(name, time_zone=zone, language="en") for name, zone in ZONES.items()}
    week = [(day, *EARLY) for day in range(5)]
    set_working_hours(by=found["early"], user=found["early"], hours=week)
    return found


class Week:
    """Every two hours somebody names everybody; the worker looks every half hour."""

    def __init__(self, people, machine):
        self.phones = {name: Phone(one, machine, name).add() for name, one in people.items()}
        self.anna = make_user("anna")
        self.space = make_space(self.anna, *people.values())
        self.body = "Ask " + " ".join(f"@{name}" for name in people)
        self.seen = defaultdict(list)  # name: (moment, text)
        self.now = None

    def __call__(self):
        return self.now

    def play(self, begin, days, action=lambda now: None):
        with mock.patch("django.utils.timezone.now", self):
            for half in range(days * 48):
                self.now = begin + half * HOUR / 2
                if half % 4 == 1:
                    make_post(self.anna, self.space, body=self.body)
                action(self.now)
                run()
                self.note()

    def note(self):
        for name, phone in self.phones.items():
            for text in phone.texts[len(self.seen[name]) :]:
                self.seen[name].append((self.now, text))


@pytest.mark.parametrize("week", WEEKS)
def test_F5_nothing_rings_in_quiet_time_and_one_summary_comes_at_its_end(week, people, machine):
    played = Week(people, machine)
    begin = WEEKS[week]
    played.play(begin, days=7)
    for name in ZONES:
        told = played.seen[name]
        assert all(may_ring(name, moment) for moment, _text in told), name
        summaries = [(moment, text) for moment, text in told if "since" in text]
        moments = [begin + half * HOUR / 2 for half in range(1, 7 * 48)]
        ends = [m for m in moments if may_ring(name, m) and not may_ring(name, m - HOUR / 2)]
        assert [moment for moment, _text in summaries] == ends, name
        counted = sum(int(text.split()[0]) for _moment, text in summaries)
        assert counted + len(told) - len(summaries) == named_before(name, begin), name


def named_before(name, begin):
    """How often the person was named by the last moment at which it might ring."""
    moments = [begin + half * HOUR / 2 for half in range(7 * 48)]
    last = max(m for m in moments if may_ring(name, m))
    return sum(1 for half, m in enumerate(moments) if half % 4 == 1 and m <= last)


def test_F5_something_urgent_passes_in_the_night_of_the_change_and_is_logged(people, machine):
    played = Week(people, machine)
    boss = make_user("boss", role=User.Role.ADMINISTRATOR)
    alarm = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # the hour that comes twice in Berlin

    def action(now):
        if now == alarm:
            message = make_message(make_group(*people.values(), boss), boss, body="Fire")
            call_urgently(by=boss, about=message, reason="Fire in hall 3")

    played.play(datetime(2026, 10, 24, 22, tzinfo=UTC), 1, action)
    for name in ZONES:
        urgent = [moment for moment, text in played.seen[name] if text.startswith("Urgent")]
        assert urgent == [alarm], name
        assert all(may_ring(name, m) for m, text in played.seen[name] if m not in urgent), name
    entry = AuditEntry.objects.get(action="accounts.call_urgently")
    assert entry.by == boss
