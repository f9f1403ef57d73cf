"""When polls work by themselves."""

import logging

from kit.jobs.scheduler import every, nightly
from polls import actions, counters

log = logging.getLogger("polls.tasks")


@every(minutes=1)
def close_due_polls() -> None:
    """Post the results of polls whose time is over. Votes are refused from the end on, anyway."""
    actions.close_due_polls()


@every(minutes=15)
def remind_of_polls() -> None:
    """Say which polls end within a day."""
    actions.remind_of_ending_polls()


@nightly(hour=3)
def recount_polls() -> None:
    """Compare the stored counters with their rows, put right and report what differs."""
    repaired = counters.recount()
    if any(repaired.values()):
        log.warning("counters of polls differed from their rows", extra={"repaired": repaired})
