"""What summaries are made of. The part of an app is loaded only where that app is installed.

A part first names what is new for many people at once, by ids and in a fixed number of queries;
later it says what one of them may read of that, through the rules of its app.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from notifications.digest.models import Digest
from notifications.kinds import Kind
from notifications.preferences.models import PlaceLevel
from notifications.preferences.topics import Channel
from notifications.preferences.wanting import wanted

FOUND_BY_ITSELF = (Kind.POST, Kind.DIRECT_MESSAGE, Kind.CHAT_MESSAGE)


@dataclass
class Chunk:
    """People whose summaries are made together: person to the beginning of the window."""

    since: Mapping[int, datetime]
    until: datetime
    _wanting: dict[str, set[int]] = field(default_factory=dict)
    _silent: set[tuple[int, str]] | None = None

    @property
    def people(self) -> list[int]:
        """All of them."""
        return list(self.since)

    def wanting(self, kind: Kind) -> set[int]:
        """Those who want to find `kind` in their summary."""
        if kind not in self._wanting:
            ways = wanted(kind, (), self.people)
            self._wanting[kind] = {pk for pk, way in ways.items() if Channel.DIGEST in way}
        return self._wanting[kind]

    def is_silent(self, user_id: int, place: str) -> bool:
        """Whether a person wants to hear nothing from there."""
        if self._silent is None:
            levels = PlaceLevel.objects.filter(user__in=self.people, level=PlaceLevel.Level.NONE)
            self._silent = set(levels.values_list("user", "place"))
        return (user_id, place) in self._silent


@dataclass(frozen=True)
class Part:
    """One sort of content.

    `gather` gives the people of a chunk what is new for each, as JSON. `settle` is called in the
    same transaction with the summaries that tell it. `show` gives what a template says to one
    person, or nothing; it is asked when the mail goes out, and with None for a preview of what
    has not been told yet.
    """

    show: Callable[[User, Any, Digest | None], Any]
    gather: Callable[[Chunk], dict[int, Any]] | None = None
    settle: Callable[[list[Digest]], None] | None = None


PARTS: dict[str, Part] = {}
