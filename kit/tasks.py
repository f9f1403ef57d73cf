"""Tasks of the toolbox: working the outbox and sweeping it."""

import logging
from datetime import timedelta
from importlib import import_module
from typing import Any

from celery import current_app, shared_task
from celery.schedules import crontab
from django.conf import settings

from kit import clock, outbox
from kit.cache import WAIT_SECONDS, Breaker
from kit.orphans import remove_orphans  # noqa: F401 (the clock learns of it here)

log = logging.getLogger("kit.tasks")
breaker = Breaker(5.0)


@shared_task(name="kit.work_outbox")
def work_outbox() -> None:
    """Work until nothing is due."""
    while outbox.work():
        pass


@shared_task(name="kit.run_scheduled")
def run_scheduled(name: str) -> None:
    """Run what the clock is due to run."""
    clock.run(name)


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
        for name, work in clock.SCHEDULE.items()
    }


def wake() -> None:
    """Send one task to a worker; without Redis give up at once, the sweeper follows."""
    if not breaker.may_try():
        return
    import_module(settings.JOBS)
    patience = {"socket_timeout": WAIT_SECONDS, "socket_connect_timeout": WAIT_SECONDS}
    try:
        with current_app.connection_for_write(transport_options=patience) as connection:
            work_outbox.apply_async(connection=connection, retry=False)
    except Exception as error:
        breaker.failed()
        log.warning("handed over to the sweeper", extra={"error": type(error).__name__})
    else:
        breaker.answered()
