"""Who may do what with a space. Pure predicates: actions refuse by them, templates hide by them.

A space from `with_membership_of(user)` answers without a query; any other asks for the one row.
"""

from typing import Any

from accounts.models import User
from accounts.policy import is_administrator
from spaces.models import Membership, Space, SpaceKind, is_open_to_all


def is_member(user: User, space: Space) -> bool:
    """Whether `user` belongs to `space`."""
    return user.is_active and space.role_of(user) is not None


def can_create_space(user: User, kind: str) -> bool:
    """Everybody founds communities; the company's own structure is for administrators."""
    return user.is_active and (kind == SpaceKind.COMMUNITY or is_administrator(user))


def is_audience(space: Space) -> bool:
    """Whether a rule says who belongs here, and nobody else may."""
    return space.kind == SpaceKind.AUDIENCE


def can_manage_space(user: User, space: Space) -> bool:
    """Managers; administrators only where they may read anyway.

    Otherwise the right to manage would be the right to read: one could open the space, or accept
    the own request.
    """
    if is_audience(space):
        return False
    role = space.role_of(user) if user.is_active else None
    if role == Membership.Role.MANAGER:
        return True
    return is_administrator(user) and (role is not None or is_open_to_all([space]))


def can_change_space(user: User, space: Space, changes: dict[str, Any]) -> bool:
    """Managers everything; administrators also name and look of a closed space, not who reads."""
    if can_manage_space(user, space):
        return True
    keeps_access = changes.get("access", space.access) == space.access
    return is_administrator(user) and space.access == Space.Access.CLOSED and keeps_access


def can_archive_space(user: User, space: Space) -> bool:
    """Managers and administrators; the space of the whole company periods."""
    is_company = space.kind == SpaceKind.COMPANY
    return not is_company and (is_administrator(user) or can_manage_space(user, space))


def can_change_member(user: User, space: Space) -> bool:
    """Managers, and administrators everywhere: that is how a space without manager is saved."""
    if is_audience(space):
        return False
    return is_administrator(user) or can_manage_space(user, space)


def can_add_member(user: User, space: Space, person: User) -> bool:
    """The same, but nobody opens a closed door to himself: administrators read no more for it."""
    lets_self_in = user.pk == person.pk and space.access != Space.Access.OPEN
    return can_change_member(user, space) and not (lets_self_in and not is_member(user, space))


def can_post_in(user: User, space: Space) -> bool:
    """Members, as long as the space is not archived. An audience is no place to write in."""
    is_open = space.archived_at is None and not is_audience(space)
    return is_open and is_member(user, space)


def can_join(user: User, space: Space) -> bool:
    """Open spaces take everybody who is not yet a member."""
    living = user.is_active and space.archived_at is None
    return living and space.access == Space.Access.OPEN and not is_member(user, space)


def can_request(user: User, space: Space) -> bool:
    """Closed spaces may be asked by people outside."""
    living = user.is_active and space.archived_at is None
    return living and space.access == Space.Access.CLOSED and not is_member(user, space)


def can_leave(user: User, space: Space) -> bool:
    """Members may leave, except where everybody belongs, and where a rule says who does."""
    is_free = space.kind not in (SpaceKind.COMPANY, SpaceKind.AUDIENCE)
    return is_free and is_member(user, space)


def can_see_members(user: User, space: Space) -> bool:
    """Who may read the posts may also know who else does."""
    return space.is_visible_to(user)
