"""What apps may hear about stored files. Ids only: no name, no text."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class FileAttached(Event):
    """A file that may have text was attached to something. `model` is its table: `feed.photo`."""

    model: str
    key: str


@dataclass(frozen=True)
class FileTextRead(Event):
    """What this file says is stored (`kit.models.FileText`)."""

    model: str
    file_id: int
