"""Spaces, seen from four sides: inside, before the door, invited, and as who keeps the door."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.models import User
from notifications import kinds, targets
from notifications.preferences.topics import Topic
from notifications.targets import Target, TargetPreview
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


def preview(space: Space) -> TargetPreview:
    """The space."""
    return TargetPreview(space.get_absolute_url(), place=space.name)


def door(space: Space) -> TargetPreview:
    """The list where requests are answered."""
    return TargetPreview(reverse("space-members", args=[space.slug]), place=space.name)


targets.register(Target("space", inside, known, preview))
targets.register(Target("outside", known, known, preview))
targets.register(Target("invitation", inviting, known, preview))
targets.register(Target("request", asked, known, door))

# --- kinds
REQUEST = kinds.register(
    kinds.Kind(
        name="request",
        label=_("Request to join"),
        topic=Topic.INVITATIONS,
        icon="user-plus",
        sentence=ngettext(
            "%(who)s would like to join %(place)s", "%(who)s would like to join %(place)s", "count"
        ),
        push_text=_("New invitation or request."),
    )
)
INVITATION = kinds.register(
    kinds.Kind(
        name="invitation",
        label=_("Invitation"),
        topic=Topic.INVITATIONS,
        icon="mail",
        sentence=ngettext(
            "%(who)s invited you to %(place)s", "%(who)s invited you to %(place)s", "count"
        ),
        push_text=_("New invitation or request."),
    )
)
DECLINED = kinds.register(
    kinds.Kind(
        name="declined",
        label=_("Request declined"),
        topic=Topic.INVITATIONS,
        icon="lock",
        sentence=ngettext(
            "%(who)s declined your request to join %(place)s",
            "%(who)s declined your request to join %(place)s",
            "count",
        ),
        push_text=_("New invitation or request."),
    )
)
ADMITTED = kinds.register(
    kinds.Kind(
        name="admitted",
        label=_("Added to a space"),
        topic=Topic.INVITATIONS,
        icon="user-check",
        sentence=ngettext(
            "%(who)s accepted you into %(place)s", "%(who)s accepted you into %(place)s", "count"
        ),
        push_text=_("New invitation or request."),
    )
)
ADDED = kinds.register(
    kinds.Kind(
        name="added",
        label=_("Somebody added to your space from outside"),
        topic=Topic.INVITATIONS,
        icon="user-plus",
        sentence=_("%(who)s, who does not belong here, put somebody into %(place)s"),
        push_text=_("New invitation or request."),
    )
)
