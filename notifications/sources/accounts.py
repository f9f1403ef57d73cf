"""People."""

from typing import Any

from accounts.models import User
from notifications.sources import SOURCES, Look, Source


def people(user: User) -> Any:
    """Everybody who works here."""
    return User.objects.active()


def look(row: Any) -> Look:
    """The profile of who is new, and last did something."""
    return Look(row.actor.get_absolute_url())


SOURCES["person"] = Source(people, None, look)
