"""What has to be confirmed: the one that is due first, and how many more."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from announcements.models import Announcement
from kit.database.prepared import prepared
from notifications.digest.models import Digest
from notifications.digest.sections import DigestSection

MOST = 20  # are counted


@dataclass(frozen=True)
class Duties:
    """The first one, and the number of the others."""

    first: Announcement
    more: int


def show(user: User, new: Any, digest: Digest | None) -> Duties | None:
    """What is open when the mail goes out, whenever it was published."""
    ids = _open(user)
    first = _shown(user, ids[0]) if ids else []
    return Duties(first[0], len(ids) - 1) if first else None


@prepared
def _open(user: User) -> QuerySet[Any]:
    mine = Announcement.objects.visible_to(user).open_for(user.pk)
    in_order = mine.order_by(F("current__confirm_by").asc(nulls_last=True), "-published_at", "pk")
    return in_order.values_list("pk", flat=True)[:MOST]


@prepared
def _shown(user: User, pk: int) -> QuerySet[Announcement]:
    return Announcement.objects.visible_to(user).filter(pk=pk).as_seen_by(user)


def glance(duties: Duties) -> str:
    """How many there are."""
    n = duties.more + 1
    return ngettext("%(n)d to confirm", "%(n)d to confirm", n) % {"n": n}


SECTION = DigestSection(
    name="duties", order=10, template="announcements/mail/digest", show=show, glance=glance
)
