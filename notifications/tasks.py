"""When notifications work by themselves."""

from kit.clock import nightly
from notifications import actions


@nightly(hour=4)
def forget_old_notifications() -> None:
    """Keep nothing longer than promised."""
    actions.forget_old()
