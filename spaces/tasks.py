"""When spaces work by themselves."""

import logging

from kit.jobs.scheduler import nightly
from spaces.actions import recount_members, sync_all_audiences, sync_membership_periods

log = logging.getLogger("spaces.tasks")


@nightly(hour=3)
def recount_spaces() -> None:
    """Compare the numbers of members with the rows, put right and report what differs."""
    if repaired := recount_members():
        log.warning("counters differed from their rows", extra={"repaired": repaired})


@nightly(hour=2)
def sync_members() -> None:
    """Compare audiences with their rules and stays with memberships, put right and report."""
    moved, repaired = sync_all_audiences(), sync_membership_periods()
    if moved or repaired:
        log.warning("audiences differed", extra={"moved": moved, "repaired": repaired})
