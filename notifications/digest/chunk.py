"""People whose digests are built together, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kit.database.prepared import prepared
from notifications.kinds import KINDS
from notifications.preferences.models import PlaceLevel
from notifications.preferences.resolve import subscribers
from notifications.preferences.topics import NotificationChannel


@dataclass
class Chunk:
    """People and the beginning of the window of each."""

    since: Mapping[int, datetime]
    until: datetime
    _wanting: dict[str, set[int]] | None = None
    _silent: set[tuple[int, str]] | None = None

    @property
    def people(self) -> list[int]:
        """All of them."""
        return list(self.since)

    def wanting(self, kind: str) -> set[int]:
        """Those who want to find `kind`, one of those the digest counts, in their digest."""
        if self._wanting is None:
            counted = [kind for kind in KINDS.values() if kind.is_counted]
            found = subscribers(NotificationChannel.DIGEST, counted, self.people)
            self._wanting = {kind.name: people for kind, people in found.items()}
        return self._wanting[kind]

    def is_silent(self, user_id: int, place: str) -> bool:
        """Whether a person wants to hear nothing from there."""
        if self._silent is None:
            self._silent = set(_silent(self.people))
        return (user_id, place) in self._silent


@prepared
def _silent(people: Sequence[int]) -> QuerySet[Any]:
    levels = PlaceLevel.objects.filter(user__in=people, level=PlaceLevel.Level.NONE)
    return levels.values_list("user", "place")
