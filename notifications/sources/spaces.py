"""Spaces, seen from four sides: inside, before the door, invited, and as who keeps the door."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from notifications.sources import SOURCES, Look, Source
from spaces.models import Invitation, JoinRequest, Space


def known(user: User) -> Any:
    """Spaces `user` may know of."""
    return Space.objects.listed_to(user)


def inside(user: User) -> Any:
    """Groups whose content `user` may read; audiences are no places."""
    return Space.objects.visible_to(user).groups()


def inviting(user: User) -> Any:
    """Spaces where an invitation of `user` is unanswered."""
    mine = Invitation.objects.filter(space=OuterRef("pk"), user=user)
    return known(user).filter(Exists(mine))


def asked(user: User) -> Any:
    """Spaces `user` manages where somebody waits for an answer."""
    waiting = JoinRequest.objects.filter(space=OuterRef("pk"))
    return inside(user).managed_by(user).filter(Exists(waiting))


def look(space: Space) -> Look:
    """The space."""
    return Look(space.get_absolute_url(), place=space.name)


def door(space: Space) -> Look:
    """The list where requests are answered."""
    return Look(reverse("space-members", args=[space.slug]), place=space.name)


SOURCES["space"] = Source(inside, known, look)
SOURCES["outside"] = Source(known, known, look)
SOURCES["invitation"] = Source(inviting, known, look)
SOURCES["request"] = Source(asked, known, door)
