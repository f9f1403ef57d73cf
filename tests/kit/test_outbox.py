"""The outbox: at least once, with the effect of once, whatever dies in between."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.admin.sites import site
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import close_old_connections, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from kit.jobs import outbox, queue, retention, scheduler
from kit.jobs.outbox import Event, on, publish, sweep, work
from kit.models import OutboxEntry
from tests.services import wait_until


@dataclass(frozen=True)
class Rang(Event):
    """Something rang."""

    bell_id: int
    rooms: tuple[int, ...] = ()


@dataclass(frozen=True)
class Unheard(Event):
    """Nobody listens to this."""

    bell_id: int


class Ears:
    """What the handlers of the tests heard, and how they behave."""

    def __init__(self):
        self.heard = []
        self.deaf = set()
        self.lock = threading.Lock()

    def hear(self, name, event):
        if name in self.deaf:
            raise ValueError("what Anna wrote in confidence")
        with self.lock:
            self.heard.append((name, event))


@pytest.fixture
def ears(monkeypatch):
    """Two handlers of `Rang`, registered for one test."""
    ears = Ears()
    monkeypatch.setattr(Rang, "handlers", {})
    for name in ("left", "right"):

        def handler(event, name=name):
            ears.hear(name, event)

        handler.__qualname__ = name
        on(Rang)(handler)
    return ears


def entry():
    return OutboxEntry.objects.get()


def make_due(**fields):
    OutboxEntry.objects.update(due_at=timezone.now() - timedelta(seconds=1), **fields)


# --- once ---
def test_F2_an_event_reaches_every_handler_once(ears):
    publish(Rang(7, rooms=(1, 2)))
    assert work() == 1
    assert sorted(ears.heard) == [("left", Rang(7, (1, 2))), ("right", Rang(7, (1, 2)))]
    assert entry().done_at
    assert work() == 0


def test_F2_the_row_commits_with_its_cause_or_not_at_all(ears):
    try:
        with transaction.atomic():
            publish(Rang(7))
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert not OutboxEntry.objects.exists()


def test_an_event_without_listeners_is_done():
    publish(Unheard(1))
    assert work() == 1
    assert entry().done_at


def test_work_stops_at_its_limit(ears):
    for number in range(3):
        publish(Rang(number))
    assert work(limit=2) == 2
    assert work(limit=2) == 1


def test_fields_of_another_version_are_left_out(ears):
    publish(Rang(7))
    OutboxEntry.objects.update(payload={"bell_id": 7, "colour": "red"})
    work()
    assert {event for _, event in ears.heard} == {Rang(7)}


def test_hand_over_happens_once_per_transaction_and_only_after_commit(
    monkeypatch, django_capture_on_commit_callbacks
):
    rings = []
    monkeypatch.setattr(scheduler, "wake", lambda: rings.append("embedded"))
    monkeypatch.setattr("kit.tasks.wake", lambda: rings.append("server"))
    with django_capture_on_commit_callbacks(execute=True):
        publish(Rang(1))
        publish(Rang(2))
        with transaction.atomic():
            publish(Rang(3))
        assert rings == []
    assert rings == ["embedded" if settings.EMBEDDED else "server"]


def test_a_hand_over_taken_back_with_its_savepoint_is_made_again(
    monkeypatch, django_capture_on_commit_callbacks
):
    rings = []
    monkeypatch.setattr(scheduler, "wake", lambda: rings.append(1))
    monkeypatch.setattr("kit.tasks.wake", lambda: rings.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                publish(Rang(1))
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        publish(Rang(2))
    assert rings == [1]


# --- failing ---
def test_F2_a_failing_handler_holds_up_no_other_and_is_tried_again_alone(ears):
    ears.deaf = {"left"}
    publish(Rang(7))
    work()
    assert [name for name, _ in ears.heard] == ["right"]
    assert entry().done_at is None
    assert work() == 0, "it pauses first"
    ears.deaf = set()
    make_due()
    work()
    assert [name for name, _ in ears.heard] == ["right", "left"]
    assert entry().done_at
    assert entry().problem == ""


def test_the_problem_names_kind_and_place_but_no_words(ears):
    ears.deaf = {"left", "right"}
    publish(Rang(7))
    work()
    assert "ValueError at test_outbox.py" in entry().problem
    assert "confidence" not in entry().problem


def test_pauses_grow_from_a_minute_to_an_hour():
    minutes = [queue.pause(attempt) / timedelta(minutes=1) for attempt in range(1, 10)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert queue.pause(1000) == timedelta(hours=1)


def test_attempts_fill_24_hours():
    waited = sum((queue.pause(n) for n in range(1, queue.MOST_ATTEMPTS)), timedelta())
    assert timedelta(hours=24) <= waited < timedelta(hours=25)


def test_a_row_waits_for_its_pause(ears):
    ears.deaf = {"left"}
    publish(Rang(7))
    before = timezone.now()
    work()
    assert before + timedelta(seconds=59) < entry().due_at < before + timedelta(seconds=90)


def test_after_24_hours_of_trying_a_row_is_given_up(ears):
    ears.deaf = {"left"}
    publish(Rang(7))
    for _ in range(queue.MOST_ATTEMPTS):
        make_due()
        work()
    assert entry().failed_at
    assert entry().due_at is None
    assert entry().attempts == queue.MOST_ATTEMPTS
    assert work() == 0


def test_a_row_that_kills_its_workers_is_given_up_by_the_sweeper(ears):
    publish(Rang(7))
    make_due(attempts=queue.MOST_ATTEMPTS)
    sweep()
    assert entry().failed_at
    assert ears.heard == []


def test_an_administrator_sees_what_was_given_up_and_starts_it_anew(ears):
    ears.deaf = {"left"}
    publish(Rang(7))
    publish(Rang(8))
    failed = OutboxEntry.objects.order_by("pk").first()
    OutboxEntry.objects.filter(pk=failed.pk).update(
        failed_at=timezone.now(), due_at=None, finished=[f"{__name__}.right"], attempts=30
    )
    page = site.get_model_admin(OutboxEntry)
    assert list(page.get_queryset(RequestFactory().get("/"))) == [failed]
    ears.deaf = set()
    assert outbox.retry(OutboxEntry.objects.all()) == 1
    work()
    assert sorted((name, event.bell_id) for name, event in ears.heard) == [
        ("left", 7),
        ("left", 8),
        ("right", 8),
    ]


def test_administrators_can_neither_write_nor_delete_rows():
    page = site.get_model_admin(OutboxEntry)
    request = RequestFactory().get("/")
    request.user = get_user_model()(is_staff=True, is_superuser=True, is_active=True)
    allowed = page.get_model_perms(request)
    assert allowed == {"add": False, "change": False, "delete": False, "view": True}


# --- dying, twice, at once ---
def test_F2_a_taken_row_is_left_alone_until_its_worker_counts_as_dead(ears):
    publish(Rang(7))
    taken = outbox.take()
    assert taken
    assert work() == 0
    make_due()
    assert work() == 1
    assert len(ears.heard) == 2


def test_F3_a_row_run_twice_marks_itself_done_once(ears):
    publish(Rang(7))
    first = outbox.take()
    make_due()
    second = outbox.take()
    outbox.run(first)
    done = entry().done_at
    outbox.run(second)
    assert entry().done_at == done
    assert entry().due_at is None


def test_F3_what_one_worker_finished_is_not_forgotten_by_another(ears):
    publish(Rang(7))
    row = entry()
    OutboxEntry.objects.update(finished=["elsewhere"])
    outbox.remember(row, "here")
    assert entry().finished == ["elsewhere", "here"]


def test_a_row_finished_meanwhile_is_not_marked_as_failed(ears):
    publish(Rang(7))
    slow = outbox.take()
    OutboxEntry.objects.update(done_at=timezone.now(), due_at=None)
    ears.deaf = {"left"}
    outbox.run(slow)
    assert entry().due_at is None
    assert entry().problem == ""


@pytest.mark.django_db(transaction=True)
def test_F3_two_workers_at_once_share_the_rows_and_run_none_twice(ears):
    for number in range(30):
        publish(Rang(number))
    start = threading.Barrier(4)

    def worker():
        start.wait()
        while work():
            pass
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(event.bell_id for name, event in ears.heard if name == "left") == list(range(30))
    assert len(ears.heard) == 60
    assert not OutboxEntry.objects.filter(done_at=None).exists()


KILLED = """
import os, signal, sys
sys.path.insert(0, os.getcwd())
import django; django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from kit.jobs import outbox
import tests.kit.test_outbox as here
outbox.on(here.Rang)(lambda event: print("left", event.bell_id, flush=True))
def second(event):
    print("dying", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
outbox.on(here.Rang)(second)
outbox.work()
"""


@pytest.mark.django_db(transaction=True)
def test_F2_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing_finished(ears):
    publish(Rang(7))
    program = [sys.executable, "-c", KILLED, connection.settings_dict["NAME"]]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    died = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60)
    assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
    assert died.stdout.split() == ["left", "7", "dying"]
    row = entry()
    assert row.done_at is None
    assert row.finished, "the first handler had finished"
    assert row.due_at > timezone.now(), "nobody takes it while its worker may live"
    Rang.handlers[row.finished[0]] = lambda event: ears.hear("again", event)
    make_due()
    work()
    assert "again" not in [name for name, _ in ears.heard]
    assert entry().done_at


@pytest.mark.parametrize(("minutes", "is_taken"), [(4.9, False), (5.1, True)])
def test_F2_a_taken_row_is_its_workers_own_for_five_minutes(ears, minutes, is_taken):
    """A worker that is only slow, at a mail server for example, is not taken for dead."""
    publish(Rang(7))
    assert outbox.take()
    then = timezone.now() + timedelta(minutes=minutes)
    with mock.patch("django.utils.timezone.now", return_value=then):
        assert bool(outbox.take()) is is_taken


# --- sweeping ---
def test_F2_the_sweeper_hands_over_what_nobody_took(ears, monkeypatch):
    rings = []
    monkeypatch.setattr(outbox, "hand_over", lambda: rings.append(1))
    publish(Rang(7))
    assert sweep() == 0
    assert rings == [1], "retries that have become due are handed over as well"
    OutboxEntry.objects.update(due_at=timezone.now() - timedelta(minutes=3))
    assert sweep() == 1
    work()
    rings.clear()
    assert sweep() == 0
    assert rings == []


def test_finished_rows_are_forgotten_after_a_week_in_batches(ears, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(6):
        publish(Rang(number))
    work()
    ids = list(OutboxEntry.objects.order_by("pk").values_list("pk", flat=True))
    OutboxEntry.objects.filter(pk__in=ids[:5]).update(
        done_at=timezone.now() - timedelta(days=7, minutes=1)
    )
    sweep()
    assert list(OutboxEntry.objects.values_list("pk", flat=True)) == ids[5:]


def test_F3_sweeping_twice_is_sweeping_once(ears):
    publish(Rang(7))
    make_due(attempts=queue.MOST_ATTEMPTS)
    sweep()
    given_up = entry().failed_at
    sweep()
    assert entry().failed_at == given_up


def test_the_oldest_due_row_tells_how_far_behind_the_workers_are(ears):
    assert outbox.oldest_due() is None
    publish(Rang(7))
    assert outbox.oldest_due() == entry().due_at
    work()
    assert outbox.oldest_due() is None


def test_the_command_works_what_is_due(ears, capsys):
    publish(Rang(7))
    call_command("work")
    assert "1 pieces" in capsys.readouterr().out
    assert entry().done_at


# --- the embedded worker ---
@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_the_worker_thread_is_woken_by_a_commit_and_ends_when_told(ears):
    worker = scheduler.WorkerThread()
    worker.start()
    try:
        with transaction.atomic():
            publish(Rang(7))
        wait_until(lambda: len(ears.heard) == 2, "the worker thread", 4)
    finally:
        assert worker.stop(10)
    close_old_connections()


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_the_worker_thread_outlives_a_round_that_fails(ears, monkeypatch):
    rounds = iter([RuntimeError("the disk is gone")])

    def failing(limit):
        for problem in rounds:
            raise problem
        return 0

    monkeypatch.setattr(outbox, "work", failing)
    worker = scheduler.WorkerThread()
    worker.start()
    try:
        wait_until(lambda: next(rounds, None) is None, "the failing round", 4)
        assert worker.is_alive()
    finally:
        assert worker.stop(10)


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_a_round_that_waits_for_somebody_who_writes_for_long_is_no_failure(ears, caplog):
    with transaction.atomic():
        publish(Rang(7))
    worker = scheduler.WorkerThread()
    caplog.set_level("INFO", "kit.jobs.scheduler")
    with writing_elsewhere():
        worker.start()
        wait_until(lambda: "waits for the database" in caplog.text, "a round that waits", 30)
    try:
        wait_until(lambda: len(ears.heard) == 2, "the next round", 30)
    finally:
        assert worker.stop(10)
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
    close_old_connections()


@contextmanager
def writing_elsewhere():
    """As the first filling of a company does: another process holds the database for long."""
    other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
