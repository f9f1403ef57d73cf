"""Everything that changes a space or who belongs to it: one function per change."""

from spaces.actions.doors import (
    accept_invitation,
    accept_request,
    decline_invitation,
    decline_request,
    invite_person,
    join_space,
    request_to_join,
    withdraw_invitation,
    withdraw_request,
)
from spaces.actions.membership import (
    add_member,
    change_member_role,
    leave_space,
    mark_seen,
    recount_members,
    remove_member,
)
from spaces.actions.spaces import archive_space, change_space, create_space, reopen_space

__all__ = [
    "accept_invitation",
    "accept_request",
    "add_member",
    "archive_space",
    "change_member_role",
    "change_space",
    "create_space",
    "decline_invitation",
    "decline_request",
    "invite_person",
    "join_space",
    "leave_space",
    "mark_seen",
    "recount_members",
    "remove_member",
    "reopen_space",
    "request_to_join",
    "withdraw_invitation",
    "withdraw_request",
]
