"""What the bell tells, as far as nobody has opened it and no earlier digest told it.

A row remembers the digest that tells it and forgets that when it is bumped. So what matters is
what is written down, not when it happened: a notification that a late worker wrote is in the next
digest, and none is in two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import ngettext

from accounts.models import User
from kit.database.prepared import prepared
from notifications.digest.chunk import Chunk
from notifications.digest.models import Digest
from notifications.digest.sections import DigestSection
from notifications.kinds import KINDS
from notifications.models import Notification, NotificationQuerySet
from notifications.rendering import NotificationLine, lines_of

LINES = 8
LATE = timedelta(days=7)  # further back nothing is news, even if nobody has told it


@dataclass(frozen=True)
class UntoldLines:
    """The lines there is room for, and how many more there are."""

    lines: list[NotificationLine]
    more: int


def _counted() -> list[str]:
    return [kind.name for kind in KINDS.values() if kind.is_counted]


def untold() -> NotificationQuerySet:
    """What waits for a digest."""
    return Notification.objects.unread().filter(digest=True, told_in=None)


def gather(chunk: Chunk) -> dict[int, bool]:
    """Who has something new."""
    earliest = min(chunk.since.values()) - LATE
    rows = untold().filter(recipient__in=chunk.people, bumped_at__gte=earliest)
    rows = rows.exclude(kind__in=_counted())
    return dict.fromkeys(rows.values_list("recipient", flat=True).distinct().order_by(), True)


def remember_digest(digests: list[Digest]) -> None:
    """Let the rows remember who told them; one that is just being bumped waits for the next."""
    mine = Digest.objects.filter(
        pk__in=[digest.pk for digest in digests], user=OuterRef("recipient")
    )
    rows = untold().filter(recipient__in=[digest.user_id for digest in digests])
    free = rows.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)
    told = Notification.objects.filter(pk__in=list(free))
    told.update(told_in=Subquery(mine.values("pk")[:1]))


def show(user: User, new: bool | None, digest: Digest | None) -> UntoldLines | None:
    """The lines, newest first: what remembers this digest, also when it came a moment after
    `gather` had looked."""
    found = _told_in(user, digest.pk) if digest else _not_told(user)
    ids = [pk for pk, kind in found if KINDS[kind].section is None]  # else another section shows it
    more = max(0, len(ids) - LINES)
    return UntoldLines(lines_of(user, _rows(user, ids[:LINES])), more) if found else None


@prepared
def _told_in(user: User, digest: int) -> NotificationQuerySet:
    return _first(user).filter(told_in=digest)[: 10 * LINES]


@prepared
def _not_told(user: User) -> NotificationQuerySet:
    return _first(user).filter(told_in=None)[: 10 * LINES]


def _first(user: User) -> Any:
    mine = Notification.objects.visible_to(user).unread().filter(digest=True)
    rows = mine.exclude(kind__in=_counted()).values_list("pk", "kind")
    # in the order of the index, so that of thousands only the first are looked at
    return rows.order_by("told_in_id", "-bumped_at", "-pk")


@prepared
def _rows(user: User, ids: Sequence[int]) -> NotificationQuerySet:
    mine = Notification.objects.visible_to(user).filter(pk__in=ids)
    return mine.as_lines().order_by("-bumped_at", "-pk")


def glance(told: UntoldLines) -> str:
    """How many there are."""
    n = len(told.lines) + told.more
    return ngettext("%(n)d for you", "%(n)d for you", n) % {"n": n} if n else ""


SECTION = DigestSection(
    name="told",
    order=20,
    template="notifications/mail/digest_bell",
    show=show,
    gather=gather,
    mark_told=remember_digest,
    finds_later=True,
    glance=glance,
)
