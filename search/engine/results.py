"""What a question is answered with."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from accounts.models import User


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as its reader may see it."""

    kind: str
    id: int
    url: str  # the exact place
    title: str  # may be empty: what it is, and by whom, is said then
    excerpt: SafeString  # with <mark> around what was looked for
    at: datetime
    is_expired: bool = False
    author: User | None = None
    place: str = ""  # the space or conversation, as this reader calls it


@dataclass(frozen=True)
class Results:
    """A page of hits, the best first."""

    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # by kind
    has_more: bool = False  # older things have the words, too: as many as were counted, or more
    next_cursor: str | None = None
    corrected: str | None = None  # the question as it was understood, where that is another
    relaxed: bool = False  # not every word was found
    tokens: frozenset[str] = frozenset()  # what counts as a hit, for marks elsewhere

    @property
    def counted(self) -> int:
        """How many there are, or, where there are more, at least."""
        return sum(self.counts.values())
