"""What happens here by itself."""

from accounts.actions import forget_old_sessions, forget_old_statuses
from kit.jobs.scheduler import nightly


@nightly(hour=4)
def clear_sessions() -> None:
    """Tidy up after sessions that nobody ended."""
    forget_old_sessions()


@nightly(hour=4)
def clear_statuses() -> None:
    """Keep no trace of what people were doing."""
    forget_old_statuses()
