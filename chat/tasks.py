"""When conversations work by themselves."""

import logging

from chat import counters
from chat.actions import send_planned
from chat.models import Planned
from kit.database import server_time
from kit.jobs.scheduler import every, nightly

log = logging.getLogger("chat.tasks")

AT_ONCE = 200  # of one round; what is left waits for the next


@every(seconds=15)
def send_what_is_due() -> None:
    """Send planned messages whose time has come, in that order."""
    due = Planned.objects.filter(problem="", due_at__lte=server_time.now()).order_by("due_at", "pk")
    for planned in due[:AT_ONCE]:
        send_planned(planned)


@nightly(hour=3)
def recount_chat() -> None:
    """Compare the stored counters with their rows, put right and report what differs."""
    repaired = counters.recount()
    if any(repaired.values()):
        log.warning("counters differed from their rows", extra={"repaired": repaired})
