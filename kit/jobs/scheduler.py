"""The clock: work that is due by itself, the same functions in both profiles.

`@every(minutes=1)` or `@nightly(hour=3)` over a function in `<app>/tasks.py`. In the server
profile Celery's beat sends them to a worker; in the embedded profile one thread runs them.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import close_old_connections
from django.utils import timezone

from kit.database.outages import is_busy
from kit.jobs import outbox
from kit.registry import Registry

log = logging.getLogger("kit.jobs.scheduler")

F = TypeVar("F", bound=Callable[[], object])
POLL_SECONDS = 5.0  # other processes (commands) write into the outbox without ringing here
AFTER_START = timedelta(minutes=5)  # nightly work of a machine that sleeps at night


@dataclass
class Periodic:
    """A function and its times."""

    run: Callable[[], object]
    seconds: int = 0
    hour: int = 0
    due: datetime | None = None

    def next_after(self, now: datetime) -> datetime:
        """The first time after `now`: a period later, or the next night (local time)."""
        if self.seconds:
            return now + timedelta(seconds=self.seconds)
        local = timezone.localtime(now)
        tonight = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return tonight if tonight > local else tonight + timedelta(days=1)


SCHEDULE: Registry[Periodic] = Registry()


def every(*, seconds: int = 0, minutes: int = 0) -> Callable[[F], F]:
    """Run the decorated function again and again, this long apart. It must be repeatable."""
    return _scheduled(seconds=seconds + 60 * minutes)


def nightly(*, hour: int) -> Callable[[F], F]:
    """Run the decorated function once a night, at `hour` of the site's time zone."""
    return _scheduled(hour=hour)


def _scheduled(**times: Any) -> Callable[[F], F]:
    def register(function: F) -> F:
        SCHEDULE[f"{function.__module__}.{function.__name__}"] = Periodic(function, **times)
        return function

    return register


every(minutes=1)(outbox.sweep)


def run(name: str) -> None:
    """Run one scheduled function; a failure is logged and waits for the next time."""
    try:
        SCHEDULE[name].run()
    except Exception:
        log.exception("scheduled work failed", extra={"work": name})


# --- embedded profile: one thread ----------------------------------------------------------------
_rung = threading.Event()


def wake() -> None:
    """Tell the worker thread of this process, if it has one, that the outbox has work."""
    _rung.set()


class WorkerThread(threading.Thread):
    """Works the outbox and runs what the clock brings, until told to stop."""

    def __init__(self) -> None:
        super().__init__(name="outbox", daemon=True)
        self.stopping = False
        self.seen = time.monotonic()  # last sign of life, for /readyz

    def run(self) -> None:
        """One round after the other; a round that fails is logged, the thread lives on."""
        self._plan()
        while not self.stopping:
            _rung.clear()
            try:
                self._round()
            except Exception as error:
                self._complain(error)
                close_old_connections()
            self.seen = time.monotonic()
            _rung.wait(POLL_SECONDS)

    def _complain(self, error: Exception) -> None:
        """Somebody else writes for long, as the first filling does: no failure, the next round does
        the same work."""
        if is_busy(error):
            log.info("a round of background work waits for the database")
        else:
            log.exception("a round of background work failed")

    def stop(self, seconds: float) -> bool:
        """Finish the running piece of work; False when it takes longer than `seconds`."""
        self.stopping = True
        wake()
        self.join(seconds)
        return not self.is_alive()

    def _plan(self) -> None:
        now = timezone.now()
        for periodic in SCHEDULE.values():
            periodic.due = now if periodic.seconds else now + AFTER_START

    def _round(self) -> None:
        close_old_connections()
        while not self.stopping and outbox.work(limit=1):
            pass
        for name, periodic in SCHEDULE.items():
            now = timezone.now()
            if not self.stopping and periodic.due and periodic.due <= now:
                periodic.due = periodic.next_after(now)
                run(name)
