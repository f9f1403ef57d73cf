"""People."""

from typing import Any

from accounts.models import User
from notifications.sources import SOURCES, Look, Source


def people(user: User) -> Any:
    """Everybody who works here."""
    return User.objects.active()


def look(person: User) -> Look:
    """The profile."""
    return Look(person.get_absolute_url())


SOURCES["person"] = Source(people, people, look)
