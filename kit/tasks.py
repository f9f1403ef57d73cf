"""Tasks of the toolbox: working the outbox and sweeping it."""

import atexit
import logging
import os
import threading
import time
from datetime import timedelta
from importlib import import_module
from typing import Any

from celery import shared_task
from celery.schedules import crontab
from django.conf import settings

from kit.circuit_breaker import PAUSE_SECONDS
from kit.files.cleanup import remove_orphans  # noqa: F401 (the clock learns of it here)
from kit.jobs import outbox, retention, scheduler
from kit.jobs.heartbeats import beat_of_the_clock  # noqa: F401 (the clock learns of it here)

log = logging.getLogger("kit.tasks")
LAST_SECONDS = 1.0


scheduler.nightly(hour=4)(retention.forget_old)


@shared_task(name="kit.work_outbox")
def work_outbox() -> None:
    """Work until nothing is due."""
    while outbox.work():
        pass


@shared_task(name="kit.run_scheduled")
def run_scheduled(name: str) -> None:
    """Run what the clock is due to run."""
    scheduler.run(name)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The clock's work as Celery's beat wants it."""
    return {
        name: {
            "task": "kit.run_scheduled",
            "schedule": timedelta(seconds=work.seconds)
            if work.seconds
            else crontab(hour=str(work.hour), minute="0"),
            "args": (name,),
            # a worker that was away need not do the same thing many times over
            "options": {"expires": work.seconds or 3600},
        }
        for name, work in scheduler.SCHEDULE.items()
    }


class Waker:
    """Tells the workers that there is work, beside the request that made it.

    The queue's client waits several seconds for a dead Redis; a thread of its own waits in its
    place, sends one message for many calls, and calls again until Redis is back.
    """

    def __init__(self) -> None:
        self.rung = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.process = 0
        self.is_sending = False

    def wake(self) -> None:
        """Never waits and never fails."""
        self.rung.set()
        with self.lock:
            if self.process != os.getpid():  # first call, or first one after a fork
                self.process = os.getpid()
                self.thread = threading.Thread(target=self._run, name="waker", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while self.rung.wait():
            self.is_sending = True
            self.rung.clear()
            if not sent():
                self.rung.set()
                time.sleep(PAUSE_SECONDS)
            self.is_sending = False

    def flush(self) -> None:
        """Give a command that ends a moment to tell; otherwise the sweeper does."""
        deadline = time.monotonic() + LAST_SECONDS
        while (self.rung.is_set() or self.is_sending) and time.monotonic() < deadline:
            time.sleep(0.01)


def sent() -> bool:
    """Send one task to the workers; False when Redis is away."""
    import_module(settings.JOBS)
    try:
        work_outbox.apply_async(retry=False)
    except Exception as error:
        log.warning("no task sent", extra={"error": type(error).__name__})
        return False
    return True


waker = Waker()
wake = waker.wake
atexit.register(waker.flush)
