"""The sections of a digest. Every app lists its own, beside the kinds they show.

A section first names what is new for many people at once, by ids and in a fixed number of queries;
later it says what one of them may read of that, through the rules of its app.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.models import User
from kit import discovery

if TYPE_CHECKING:
    from notifications.digest.chunk import Chunk
    from notifications.digest.models import Digest


@dataclass(frozen=True, eq=False, kw_only=True)
class DigestSection:
    """One sort of content.

    `gather` gives the people of a chunk what is new for each, as JSON; only what it finds is worth
    a mail. `mark_told` is called in the same transaction with the digests that tell it. `show`
    gives what the template says to one person, or nothing; it is asked when the mail goes out, and
    with None for a preview of what has not been told yet. Where it `finds_later`, `gather` only
    says who gets a digest. `glance` sums it up for the line that mail programs show beside the
    subject.
    """

    name: str  # in Digest.content
    order: int  # where it stands in the mail
    template: str  # without its ending; gets `content`
    show: Callable[[User, Any, "Digest | None"], Any]
    gather: Callable[["Chunk"], dict[int, Any]] | None = None
    mark_told: Callable[[list["Digest"]], None] | None = None
    finds_later: bool = False
    glance: Callable[[Any], str] | None = None


def in_order() -> list[DigestSection]:
    """All sections, as they stand in the mail: each app has one at most, in its `digest.py`."""
    return discovery.in_order("notifications", "SECTIONS")
