"""What others may hear about people."""

from dataclasses import dataclass

from kit.jobs.outbox import Event


@dataclass(frozen=True)
class PersonCreated(Event):
    """Somebody new can sign in."""

    user_id: int


@dataclass(frozen=True)
class ProfileChanged(Event):
    """What the company or the person says about the person has changed."""

    user_id: int


@dataclass(frozen=True)
class PersonDeactivated(Event):
    """A person has left: nothing may be sent any more."""

    changes_facts = True
    user_id: int


@dataclass(frozen=True)
class PersonReactivated(Event):
    """A person is back."""

    user_id: int


@dataclass(frozen=True)
class RoleChanged(Event):
    """A person may do more or less than before."""

    user_id: int


@dataclass(frozen=True)
class UrgentlyCalled(Event):
    """People are to be reached about something, whatever the hour."""

    call_id: int


@dataclass(frozen=True)
class PasswordResetAsked(Event):
    """Somebody wants a link to set a password. `user_id` is 0 when nobody has that address.

    `request_id` and `asked_at` (seconds) name the mail and make its link, so that sending it
    twice is sending the same.
    """

    user_id: int
    request_id: str
    asked_at: int = 0


@dataclass(frozen=True)
class AvailabilityChanged(Event):
    """It may ring for a person at other times than before: what waits may be due earlier or later.

    `user_id` is 0 when the company's quiet time changed, and with it everybody's.
    """

    user_id: int
