"""What others may hear about polls. Ids only; single votes are told to nobody."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class PollChanged(Event):
    """A poll offers other answers than before."""

    poll_id: int


@dataclass(frozen=True)
class PollEndsSoon(Event):
    """A poll ends within a day; whoever has not voted may be reminded. Said once."""

    poll_id: int


@dataclass(frozen=True)
class PollClosed(Event):
    """The result of a poll stands. `by_id` is empty when the clock closed it."""

    changes_facts = True
    poll_id: int
    by_id: int | None
