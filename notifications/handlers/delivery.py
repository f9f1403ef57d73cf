"""Sending what has just become due."""

from kit.outbox import on
from notifications.delivery.events import DeliveriesDue
from notifications.delivery.sending import deliver_due


@on(DeliveriesDue)
def send(event: DeliveriesDue) -> None:
    """Send it, and whatever else is due."""
    deliver_due()
