"""What summaries are made of. The part of an app is loaded only where that app is installed.

A part first names what is new for many people at once, by ids and in a fixed number of queries;
later it says what one of them may read of that, through the rules of its app.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from kit.database.prepared import prepared
from notifications.digest.models import Digest
from notifications.kinds import Kind
from notifications.preferences.models import PlaceLevel
from notifications.preferences.topics import Channel
from notifications.preferences.wanting import wanting

FOUND_BY_ITSELF = (Kind.POST, Kind.DIRECT_MESSAGE, Kind.CHAT_MESSAGE)


@dataclass
class Chunk:
    """People whose summaries are made together: person to the beginning of the window."""

    since: Mapping[int, datetime]
    until: datetime
    _wanting: dict[Kind, set[int]] | None = None
    _silent: set[tuple[int, str]] | None = None

    @property
    def people(self) -> list[int]:
        """All of them."""
        return list(self.since)

    def wanting(self, kind: Kind) -> set[int]:
        """Those who want to find `kind` in their summary."""
        if self._wanting is None:
            self._wanting = wanting(Channel.DIGEST, FOUND_BY_ITSELF, self.people)
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


@dataclass(frozen=True)
class Part:
    """One sort of content.

    `gather` gives the people of a chunk what is new for each, as JSON. `settle` is called in the
    same transaction with the summaries that tell it. `show` gives what a template says to one
    person, or nothing; it is asked when the mail goes out, and with None for a preview of what
    has not been told yet. Where it `looks_itself`, `gather` only says who gets a summary.
    """

    show: Callable[[User, Any, Digest | None], Any]
    gather: Callable[[Chunk], dict[int, Any]] | None = None
    settle: Callable[[list[Digest]], None] | None = None
    looks_itself: bool = False


PARTS: dict[str, Part] = {}
