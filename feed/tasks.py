"""When the feed works by itself."""

import logging

from feed import counters
from kit.jobs.scheduler import nightly

log = logging.getLogger("feed.tasks")


@nightly(hour=3)
def recount_feed() -> None:
    """Compare the stored counters with their rows, put right and report what differs."""
    repaired = counters.recount()
    if any(repaired.values()):
        log.warning("counters differed from their rows", extra={"repaired": repaired})
