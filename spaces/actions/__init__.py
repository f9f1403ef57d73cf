"""Everything that changes a space or who belongs to it: one function per change."""

from spaces.actions.audiences import (
    audience_of,
    rule_of,
    sync_all_audiences,
    sync_audience,
    sync_audiences_of,
)
from spaces.actions.first import found_first_space
from spaces.actions.joining import (
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
from spaces.actions.membership_periods import pause_membership_periods, sync_membership_periods
from spaces.actions.spaces import archive_space, change_space, create_space, reopen_space

__all__ = [
    "accept_invitation",
    "accept_request",
    "add_member",
    "archive_space",
    "audience_of",
    "change_member_role",
    "change_space",
    "create_space",
    "decline_invitation",
    "decline_request",
    "found_first_space",
    "invite_person",
    "join_space",
    "leave_space",
    "mark_seen",
    "pause_membership_periods",
    "recount_members",
    "remove_member",
    "reopen_space",
    "request_to_join",
    "rule_of",
    "sync_all_audiences",
    "sync_audience",
    "sync_audiences_of",
    "sync_membership_periods",
    "withdraw_invitation",
    "withdraw_request",
]
