"""Polls of the own spaces that wait for a vote: the one that ends first, and how many more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from feed.models import Placement
from kit.database.prepared import prepared
from kit.text import rendering
from notifications.digest.models import Digest
from notifications.digest.sections import DigestSection
from polls.models import Option, Participation, Poll
from spaces.models import Space

RECENT = timedelta(days=30)  # a poll without an end asks for so long
TITLE = 140


@dataclass(frozen=True)
class OpenPoll:
    """A poll with its options, and the number of the other polls.

    The address of an option holds it behind the #, which no server and no log gets to see.
    """

    poll: Poll
    title: str
    options: list[Option]
    more: int


def show(user: User, new: Any, digest: Digest | None) -> OpenPoll | None:
    """What may be answered when the mail goes out."""
    found = _waiting(user)
    if not found:
        return None
    first = found[0]
    title = rendering.excerpt(first.container.body, TITLE)
    return OpenPoll(first, title, list(first.options.all()), len(found) - 1)


@prepared
def _waiting(user: User) -> QuerySet[Poll]:
    took = Participation.objects.filter(poll=OuterRef("pk"), user=user.pk)
    there = Placement.objects.filter(
        post=OuterRef("post"), space__in=Space.objects.of_member(user).values("pk")
    )
    running = Q(ends_at__gt=Now()) | Q(ends_at=None, post__published_at__gt=Now() - RECENT)
    asked = Poll.objects.visible_to(user).filter(running, Exists(there), ~Exists(took))
    waiting = asked.filter(closed_at=None).exclude(post__author=user)
    in_order = waiting.order_by(F("ends_at").asc(nulls_last=True), "-pk").select_related("post")
    return in_order.prefetch_related("options")[:20]


SECTION = DigestSection(name="poll", order=50, template="polls/mail/digest", show=show)
