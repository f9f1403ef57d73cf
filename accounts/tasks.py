"""When sign-in works by itself."""

from accounts.actions import forget_old_sessions
from kit.clock import nightly


@nightly(hour=4)
def clear_sessions() -> None:
    """Tidy up after sessions that nobody ended."""
    forget_old_sessions()
