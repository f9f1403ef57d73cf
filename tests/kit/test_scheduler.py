"""The clock: what is due by itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from kit.jobs import scheduler
from kit.jobs.scheduler import Periodic

BERLIN = ZoneInfo("Europe/Berlin")


def at(*parts):
    return datetime(*parts, tzinfo=BERLIN)


def test_regular_work_comes_again_a_period_later():
    assert Periodic(print, seconds=60).next_after(at(2026, 5, 1, 12, 0)) == at(2026, 5, 1, 12, 1)


def test_nightly_work_comes_once_a_night_in_local_time():
    nightly = Periodic(print, hour=3)
    with timezone.override(BERLIN):
        assert nightly.next_after(at(2026, 5, 1, 1, 0)) == at(2026, 5, 1, 3, 0)
        assert nightly.next_after(at(2026, 5, 1, 3, 0)) == at(2026, 5, 2, 3, 0)


def test_nightly_work_comes_once_when_the_clocks_change():
    nightly = Periodic(print, hour=3)
    with timezone.override(BERLIN):
        assert nightly.next_after(at(2026, 3, 28, 12, 0)) == at(2026, 3, 29, 3, 0)
        assert nightly.next_after(at(2026, 10, 25, 3, 0)) == at(2026, 10, 26, 3, 0)


def test_scheduled_work_is_registered_under_its_place(monkeypatch):
    monkeypatch.setattr(scheduler, "SCHEDULE", {})

    @scheduler.every(minutes=2, seconds=5)
    def tidy():
        """Nothing."""

    assert scheduler.SCHEDULE[f"{__name__}.tidy"].seconds == 125


def test_failing_work_is_logged_and_harms_nothing(monkeypatch, caplog):
    monkeypatch.setattr(scheduler, "SCHEDULE", {})

    @scheduler.every(minutes=1)
    def fail():
        raise ValueError

    scheduler.run(f"{__name__}.fail")
    assert "scheduled work failed" in caplog.text


def test_a_worker_thread_plans_regular_work_at_once_and_nightly_work_soon(monkeypatch):
    monkeypatch.setattr(scheduler, "SCHEDULE", {})
    scheduler.every(minutes=1)(print)
    scheduler.nightly(hour=3)(max)
    before = timezone.now()
    scheduler.WorkerThread()._plan()
    assert scheduler.SCHEDULE["builtins.print"].due < before + scheduler.AFTER_START
    assert scheduler.SCHEDULE["builtins.max"].due >= before + scheduler.AFTER_START
