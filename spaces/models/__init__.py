"""Spaces, who belongs to them, and the one rule of reading."""

from spaces.models.joining import AudienceRule, Invitation, JoinRequest, MembershipPeriod
from spaces.models.spaces import (
    Membership,
    MembershipQuerySet,
    Space,
    SpaceKind,
    SpaceQuerySet,
    count_readers,
    is_open_to_all,
    readers_of,
)

__all__ = [
    "AudienceRule",
    "Invitation",
    "JoinRequest",
    "Membership",
    "MembershipPeriod",
    "MembershipQuerySet",
    "Space",
    "SpaceKind",
    "SpaceQuerySet",
    "count_readers",
    "is_open_to_all",
    "readers_of",
]
