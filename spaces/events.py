"""What others may hear about spaces. Ids only: no text, no names."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class SpaceChanged(Event):
    """A space was founded, or says something else of itself."""

    space_id: int


@dataclass(frozen=True)
class MemberJoined(Event):
    """A person belongs to a space now; `by_id` is who let the person in, None for the system."""

    space_id: int
    user_id: int
    by_id: int | None


@dataclass(frozen=True)
class MemberAdded(Event):
    """Somebody from outside, an administrator, put a person into a closed or secret space."""

    space_id: int
    user_id: int
    by_id: int


@dataclass(frozen=True)
class JoinRequested(Event):
    """A person asks to join; the managers answer."""

    space_id: int
    user_id: int


@dataclass(frozen=True)
class JoinRequestDeclined(Event):
    """A manager said no."""

    space_id: int
    user_id: int
    by_id: int


@dataclass(frozen=True)
class PersonInvited(Event):
    """A manager invites a person."""

    space_id: int
    user_id: int
    by_id: int
