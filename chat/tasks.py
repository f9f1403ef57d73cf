"""When conversations work by themselves."""

import logging

from chat import counters
from chat.actions.planning import send_due
from kit.jobs.scheduler import every, nightly

log = logging.getLogger("chat.tasks")


@every(seconds=15)
def send_what_is_due() -> None:
    """Send planned messages whose time has come, in that order."""
    send_due()


@nightly(hour=3)
def recount_chat() -> None:
    """Compare the stored counters with their rows, put right and report what differs."""
    repaired = counters.recount()
    if any(repaired.values()):
        log.warning("counters differed from their rows", extra={"repaired": repaired})
