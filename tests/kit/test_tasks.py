"""Handing over to Celery: never waits, never fails, catches up by itself."""

import threading
import time

import pytest
from django.utils import timezone

from kit import tasks
from kit.jobs import scheduler
from kit.models import OutboxEntry
from tests.services import wait_until

pytestmark = pytest.mark.server


@pytest.fixture
def queue(services, monkeypatch):
    """The task queue on a Redis of its own."""
    from intranet.celery import app
    from intranet.databases import broker

    monkeypatch.setattr(app.conf, "broker_url", broker(services.redis.url()))
    app._pool = None
    app.amqp._producer_pool = None
    yield lambda: waiting(services)
    app._pool = None
    app.amqp._producer_pool = None


def waiting(services):
    """How many tasks wait in the queue."""
    import redis

    client = redis.Redis(unix_socket_path=str(services.redis.socket))
    return sum(client.llen(key) for key in client.keys("*") if client.type(key) == b"list")


def test_many_rings_become_few_messages(queue):
    waker = tasks.Waker()
    for _ in range(200):
        waker.wake()
    wait_until(queue, "a task in the queue")
    waker.flush()
    assert 1 <= queue() <= 20


def test_I1_a_hung_redis_holds_nobody_up_and_the_task_follows(queue, services, monkeypatch):
    monkeypatch.setattr(tasks, "PAUSE_SECONDS", 0.1)
    services.redis.hang()
    waker = tasks.Waker()
    rung = threading.Event()

    def ring():
        waker.wake()
        rung.set()

    threading.Thread(target=ring, daemon=True).start()
    assert rung.wait(1)
    services.redis.resume()
    wait_until(queue, "the task after Redis is back")


def test_F2_a_dead_redis_loses_nothing(queue, services, monkeypatch):
    monkeypatch.setattr(tasks, "PAUSE_SECONDS", 0.1)
    services.redis.stop()
    waker = tasks.Waker()
    waker.wake()
    services.redis.start()
    wait_until(queue, "the task after Redis is back")


def test_F2_the_task_works_whatever_is_due_so_a_flushed_queue_loses_nothing():
    now = timezone.now()
    for _ in range(3):
        OutboxEntry.objects.create(event="gone.Away", created_at=now, due_at=now)
    tasks.work_outbox()
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_the_beat_knows_all_scheduled_work():
    schedule = tasks.beat_schedule()
    assert schedule.keys() == scheduler.SCHEDULE.keys()
    assert schedule["kit.jobs.outbox.sweep"]["args"] == ("kit.jobs.outbox.sweep",)
    assert {entry["task"] for entry in schedule.values()} == {"kit.run_scheduled"}


def test_beat_runs_nightly_work_at_its_hour(monkeypatch):
    monkeypatch.setattr(scheduler, "SCHEDULE", {})
    scheduler.nightly(hour=3)(time.time)
    assert tasks.beat_schedule()["time.time"]["schedule"].hour == {3}
