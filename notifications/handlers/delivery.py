"""Sending what has just become due."""

from accounts.events import AvailabilityChanged
from kit.jobs.outbox import on
from notifications.delivery.events import DeliveriesDue
from notifications.delivery.sending import deliver_due
from notifications.delivery.tidying import replan


@on(DeliveriesDue)
def send(event: DeliveriesDue) -> None:
    """Send it, and whatever else is due."""
    deliver_due()


@on(AvailabilityChanged)
def send_sooner_or_later(event: AvailabilityChanged) -> None:
    """Let what waits follow the hours that people have now."""
    replan(event.user_id)
