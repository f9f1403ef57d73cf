"""What the pages of a space share: finding it, and what its header shows."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from kit.database.prepared import one_or_404, prepared
from spaces import policy
from spaces.models import Membership, Space

FACES = 4
MANAGERS = 5


def listed_space(user: User, slug: str) -> Space:
    """The space whose existence `user` may know of, with the person's membership; else 404."""
    return one_or_404(_listed(user, slug))


@prepared
def _listed(user: User, slug: str) -> QuerySet[Space]:
    listed = Space.objects.listed_to(user).with_membership_of(user)
    return listed.select_related("parent").filter(slug=slug)


def readable_space(user: User, slug: str) -> Space:
    """The space whose content `user` may read; else 404."""
    return one_or_404(_readable(user, slug))


@prepared
def _readable(user: User, slug: str) -> QuerySet[Space]:
    readable = Space.objects.visible_to(user).with_membership_of(user)
    return readable.select_related("parent").filter(slug=slug)


def header_context(user: User, space: Space) -> dict[str, Any]:
    """What `spaces/_header.html` needs, for a space that came from here: at most one query."""
    knows_members = policy.can_see_members(user, space)
    faces, managers = known_people(space) if knows_members else ([], [])
    return {
        "space": space,
        "is_member": policy.is_member(user, space),
        "can_read": knows_members,
        "can_join": policy.can_join(user, space),
        "can_request": policy.can_request(user, space),
        "can_leave": policy.can_leave(user, space),
        "can_post": policy.can_post_in(user, space),
        "can_manage": policy.can_manage_space(user, space),
        "faces": faces,
        "managers": managers,
    }


def known_people(space: Space) -> tuple[list[User], list[User]]:
    """A few members, the longest known first, and whom to ask about the space; in one query.

    Both are ranges of an index, however many members there are. The faces have the lowest ids of
    all members, so they come first among those that were fetched.
    """
    people = _known_people(space.pk)
    faces = sorted(people, key=lambda person: person.pk)[:FACES]
    return faces, [person for person in people if person.manages][:MANAGERS]


@prepared
def _known_people(space_id: int) -> QuerySet[Any]:
    here = Membership.objects.filter(space=space_id, user__is_active=True)
    managing = here.managers()
    first = here.order_by("user").values("user")[:FACES]
    asked = managing.order_by("user__sort_name", "user").values("user")[:MANAGERS]
    manages = Exists(managing.filter(user=OuterRef("pk")))
    found = User.objects.active().annotate(manages=manages).order_by()
    # two lists of people as one: with "or" the database would look at everybody in the company
    return found.filter(pk__in=first).union(found.filter(pk__in=asked)).by_name()
