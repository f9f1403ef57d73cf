"""What has to be confirmed: the one that is due first, and how many more."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.models import User
from announcements.models import Announcement
from notifications.digest.models import Digest
from notifications.digest.parts import PARTS, Part


@dataclass(frozen=True)
class Duties:
    """The first one, and the number of the others."""

    first: Announcement
    more: int


def show(user: User, new: Any, digest: Digest | None) -> Duties | None:
    """What is open when the mail goes out, whenever it was published."""
    mine = Announcement.objects.visible_to(user).open_for(user.pk)
    in_order = mine.order_by(F("current__confirm_by").asc(nulls_last=True), "-published_at", "pk")
    found = list(in_order.as_seen_by(user)[:20])
    return Duties(found[0], len(found) - 1) if found else None


PARTS["duties"] = Part(show)
