"""The history of membership: a row per stay, written in the transaction that begins or ends it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from spaces.models import Membership, MembershipPeriod, Space

BATCH = 1_000


def begin_membership_period(membership: Membership) -> None:
    """Note that a person belongs to a space from now on."""
    MembershipPeriod.objects.create(
        space_id=membership.space_id, user_id=membership.user_id, began_at=membership.joined_at
    )


def end_membership_period(space: Space, user: User) -> None:
    """Note that the person belongs there no more."""
    MembershipPeriod.objects.filter(space=space, user=user, ended_at=None).update(
        ended_at=timezone.now()
    )


@transaction.atomic
def pause_membership_periods(*, user: User, since: datetime) -> None:
    """A person who was deactivated belongs nowhere from then on. Pausing twice is pausing once."""
    MembershipPeriod.objects.filter(user=user, ended_at=None).update(ended_at=since)


def sync_membership_periods(user: User | None = None) -> int:
    """Begin the stays that memberships (of `user`) lack, end those without one; how many."""
    rows = Membership.objects.filter(user__is_active=True)
    going = MembershipPeriod.objects.filter(ended_at=None)
    if user:
        rows, going = rows.filter(user=user), going.filter(user=user)
    there = MembershipPeriod.objects.filter(
        ended_at=None, space=OuterRef("space"), user=OuterRef("user")
    )
    lacking = rows.filter(~Exists(there)).order_by("pk")
    begun, last = 0, 0
    while batch := list(lacking.filter(pk__gt=last)[:BATCH]):
        _begin(batch)
        begun, last = begun + len(batch), batch[-1].pk
    belongs = Membership.objects.filter(space=OuterRef("space"), user=OuterRef("user"))
    over = going.filter(~Exists(belongs.filter(user__is_active=True)))
    return begun + over.update(ended_at=timezone.now())


def _begin(memberships: list[Membership]) -> None:
    """Begin stays with their membership; for people who come back, now."""
    users = {row.user_id for row in memberships}
    before = MembershipPeriod.objects.filter(user__in=users).values_list("space_id", "user_id")
    known, now = set(before), timezone.now()
    periods = (
        MembershipPeriod(
            space_id=row.space_id,
            user_id=row.user_id,
            began_at=now if (row.space_id, row.user_id) in known else row.joined_at,
        )
        for row in memberships
    )
    MembershipPeriod.objects.bulk_create(periods, ignore_conflicts=True)
