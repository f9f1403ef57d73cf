"""What is announced about deliveries."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class DeliveriesDue(Event):
    """Something may be sent now."""


@dataclass(frozen=True)
class NotificationsRead(Event):
    """A person has read, on one device, what others may still be showing."""

    user_id: int
