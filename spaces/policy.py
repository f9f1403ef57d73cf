"""Who may do what with a space. Pure predicates: actions refuse by them, templates hide by them.

A space from `with_standing_of(user)` answers without a query; any other asks for the one row.
"""

from accounts.models import User
from spaces.models import Membership, Space


def is_administrator(user: User) -> bool:
    """Whether `user` looks after the whole company."""
    return user.is_active and user.role == User.Role.ADMINISTRATOR


def is_member(user: User, space: Space) -> bool:
    """Whether `user` belongs to `space`."""
    return user.is_active and space.role_of(user) is not None


def can_create_space(user: User, kind: str) -> bool:
    """Everybody founds communities; the company's own structure is for administrators."""
    return user.is_active and (kind == Space.Kind.COMMUNITY or is_administrator(user))


def can_manage_space(user: User, space: Space) -> bool:
    """Managers, and administrators for spaces whose existence is no secret."""
    if user.is_active and space.role_of(user) == Membership.Role.MANAGER:
        return True
    return is_administrator(user) and space.access != Space.Access.SECRET


def can_change_member(user: User, space: Space) -> bool:
    """Managers, and administrators everywhere: that is how a space without manager is saved."""
    return is_administrator(user) or can_manage_space(user, space)


def can_add_member(user: User, space: Space, person: User) -> bool:
    """The same, but nobody opens a closed door to himself: administrators read no more for it."""
    lets_self_in = user.pk == person.pk and space.access != Space.Access.OPEN
    return can_change_member(user, space) and not (lets_self_in and not is_member(user, space))


def can_post_in(user: User, space: Space) -> bool:
    """Members, as long as the space is not archived."""
    return space.archived_at is None and is_member(user, space)


def can_join(user: User, space: Space) -> bool:
    """Open spaces take everybody who is not yet a member."""
    living = user.is_active and space.archived_at is None
    return living and space.access == Space.Access.OPEN and not is_member(user, space)


def can_request(user: User, space: Space) -> bool:
    """Closed spaces may be asked by people outside."""
    living = user.is_active and space.archived_at is None
    return living and space.access == Space.Access.CLOSED and not is_member(user, space)


def can_leave(user: User, space: Space) -> bool:
    """Members may leave, except the space of the whole company: everybody belongs there."""
    return is_member(user, space) and space.kind != Space.Kind.COMPANY


def can_see_members(user: User, space: Space) -> bool:
    """Who may read the posts may also know who else does."""
    return user.is_active and (space.access == Space.Access.OPEN or is_member(user, space))
