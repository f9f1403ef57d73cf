"""What the pages of a space share: finding it, and what its header shows."""

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.models import User
from spaces import policy
from spaces.models import Membership, Space

FACES = 4
MANAGERS = 5


def listed_space(user: User, slug: str) -> Space:
    """The space whose existence `user` may know of, with the person's standing; else 404."""
    listed = Space.objects.listed_to(user).with_standing_of(user)
    return get_object_or_404(listed.select_related("parent"), slug=slug)


def readable_space(user: User, slug: str) -> Space:
    """The space whose content `user` may read; else 404."""
    readable = Space.objects.visible_to(user).with_standing_of(user)
    return get_object_or_404(readable.select_related("parent"), slug=slug)


def header_context(user: User, space: Space) -> dict[str, Any]:
    """What `spaces/_header.html` needs, for a space that came from here: at most two queries."""
    knows_members = policy.can_see_members(user, space)
    return {
        "space": space,
        "is_member": policy.is_member(user, space),
        "can_read": knows_members,
        "can_join": policy.can_join(user, space),
        "can_request": policy.can_request(user, space),
        "can_leave": policy.can_leave(user, space),
        "can_post": policy.can_post_in(user, space),
        "can_manage": policy.can_manage_space(user, space),
        "faces": faces(space) if knows_members else [],
        "managers": managers(space) if knows_members else [],
    }


def faces(space: Space) -> list[User]:
    """A few members, the longest known first: a range of an index, however many there are."""
    mine = User.objects.active().filter(memberships__space=space)
    return list(mine.order_by("memberships__user")[:FACES])


def managers(space: Space) -> list[User]:
    """Whom to ask about the space."""
    role = Membership.Role.MANAGER
    here = User.objects.active().filter(memberships__space=space, memberships__role=role)
    return list(here.by_name()[:MANAGERS])
