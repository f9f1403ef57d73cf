"""What others may hear about announcements. Ids only: no text, no names."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class AnnouncementPublished(Event):
    """The time of an announcement has come: its audience can read it."""

    announcement_id: int


@dataclass(frozen=True)
class AnnouncementCorrected(Event):
    """There is a further version; a material one is to be confirmed again."""

    announcement_id: int
    version_id: int
    is_material: bool


@dataclass(frozen=True)
class AttachmentsRemoved(Event):
    """These files no longer hang below their announcement."""

    file_ids: tuple[int, ...]


@dataclass(frozen=True)
class ReviewAsked(Event):
    """A draft waits for a second pair of eyes."""

    announcement_id: int
    by_id: int


@dataclass(frozen=True)
class ConfirmationsReminded(Event):
    """Whoever has not confirmed is to be reminded, outside of the own quiet time.

    The listener asks `announcements.confirmations.open_people` when it tells: who confirmed
    meanwhile is left alone.
    """

    announcement_id: int
    reminder_id: int
