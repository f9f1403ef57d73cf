"""What others may hear about conversations. Ids only: no text, no names."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class MessageSent(Event):
    """A message stands in its conversation."""

    message_id: int
    conversation_id: int
    by_id: int


@dataclass(frozen=True)
class MessageEdited(Event):
    """A message says something else."""

    message_id: int
    conversation_id: int
    by_id: int


@dataclass(frozen=True)
class FilesRemoved(Event):
    """These files are gone with their message."""

    file_ids: tuple[int, ...]


@dataclass(frozen=True)
class MessageDeleted(Event):
    """A message is gone."""

    changes_facts = True
    message_id: int
    conversation_id: int
    by_id: int


@dataclass(frozen=True)
class PeopleNamed(Event):
    """These readers are named in a message, and were not before."""

    message_id: int
    conversation_id: int
    user_ids: tuple[int, ...]
    by_id: int


@dataclass(frozen=True)
class BotNamed(Event):
    """A bot is to be told of a message that names it. `call_id` names the call, also repeated."""

    message_id: int
    bot_id: int
    call_id: str


@dataclass(frozen=True)
class WebhookTested(Event):
    """Somebody wants to see whether a bot can be reached."""

    webhook_id: int
    call_id: str
