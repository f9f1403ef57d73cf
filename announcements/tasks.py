"""When announcements work by themselves."""

from announcements import actions
from kit.jobs.scheduler import every, nightly


@every(minutes=1)
def publish_planned() -> None:
    """Tell of what has been planned for this minute."""
    actions.announce_due()


@nightly(hour=4)
def forget_who_opened() -> None:
    """Keep no trace of reading once an announcement has expired."""
    actions.forget_openings()
