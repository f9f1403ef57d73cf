"""When spaces work by themselves."""

import logging

from kit.clock import nightly
from spaces.actions import recount_members

log = logging.getLogger("spaces.tasks")


@nightly(hour=3)
def recount_spaces() -> None:
    """Compare the numbers of members with the rows, put right and report what differs."""
    if repaired := recount_members():
        log.warning("counters differed from their rows", extra={"repaired": repaired})
