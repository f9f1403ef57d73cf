"""What the clock says to whoever makes digests."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class DigestsDue(Event):
    """Some people's hour has come: those with ids from the first to the last."""

    first_id: int
    last_id: int
