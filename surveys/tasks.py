"""When surveys work by themselves."""

from kit.jobs.scheduler import every
from surveys.actions import close_due, open_due, remind_due


@every(minutes=1)
def close_surveys() -> None:
    """Count what has ended."""
    close_due()


@every(minutes=1)
def open_surveys() -> None:
    """Tell of what begins in this minute."""
    open_due()


@every(minutes=15)
def remind_of_surveys() -> None:
    """Say which surveys end soon."""
    remind_due()
