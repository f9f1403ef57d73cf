"""Who belongs to a space. Every change holds the lock of the space's row.

The lock makes equal requests queue up instead of racing: the second finds the work done, so there
is one row, one event, and a counter that equals the rows.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish
from kit.live.hints import access_changed
from spaces import policy
from spaces.actions.membership_periods import begin_membership_period, end_membership_period
from spaces.events import MemberAdded, MemberJoined
from spaces.models import Invitation, JoinRequest, Membership, Space

Role = Membership.Role


def locked(space: Space, *, by: User | None) -> Space:
    """The row as it is now, held until the transaction ends, with the role of `by` in it.

    The role is a second statement on purpose: what one statement that waits for a lock reads
    beside the locked row is as old as the beginning of its wait.
    """
    space = Space.objects.select_for_update().get(pk=space.pk)
    return space.as_seen_by(by) if by else space


def require(allowed: bool) -> None:
    """Refuse what policy does not allow."""
    if not allowed:
        raise PermissionDenied


@transaction.atomic
def add_member(*, by: User | None, space: Space, user: User, role: str = Role.MEMBER) -> Membership:
    """Let `user` belong to `space`; who belongs already keeps the role. `by=None` is the system."""
    space = locked(space, by=by)
    require(by is None or policy.can_add_member(by, space, user))
    return admit(space, user, role=role, by=by)


def is_from_outside(by: User | None, space: Space) -> bool:
    """Whether `by` opens a door of which he has no key: an administrator in a space of others."""
    if by is None or space.access == Space.Access.OPEN or policy.is_audience(space):
        return False
    return not policy.is_member(by, space)


def admit(space: Space, user: User, *, by: User | None, role: str = Role.MEMBER) -> Membership:
    """Make `user` a member of the locked `space`, starting with no unread posts."""
    if known := Membership.objects.filter(space=space, user=user).first():
        return known
    stranger = by if by != user and is_from_outside(by, space) else None
    made = Membership.objects.create(
        space=space, user=user, role=role, seen_seq=space.post_seq, added_by=stranger
    )
    begin_membership_period(made)
    if by and by != user:
        audit.note(by=by, action=f"spaces.add_{role}", about=space, whom=user)
    Space.objects.filter(pk=space.pk).update(member_count=F("member_count") + 1)
    JoinRequest.objects.filter(space=space, user=user).delete()
    Invitation.objects.filter(space=space, user=user).delete()
    publish(MemberJoined(space_id=space.pk, user_id=user.pk, by_id=by.pk if by else None))
    if stranger:
        publish(MemberAdded(space_id=space.pk, user_id=user.pk, by_id=stranger.pk))
    access_changed([user.pk])  # the open feed begins to hear this space
    return made


@transaction.atomic
def leave_space(*, by: User, space: Space) -> None:
    """End the own membership. Leaving twice is leaving once."""
    space = locked(space, by=by)
    if not policy.is_member(by, space):
        return
    if not policy.can_leave(by, space):
        raise Problem("company_space", _("Everybody belongs to this space."), status=409)
    if not policy.is_administrator(by):
        keep_a_manager(space, without=by)
    dismiss(space, by, by=by)


@transaction.atomic
def remove_member(*, by: User | None, space: Space, user: User) -> None:
    """End the membership of somebody else; reading stops at once. Removing oneself is leaving."""
    if by is not None and by.pk == user.pk:
        return leave_space(by=by, space=space)
    space = locked(space, by=by)
    require(by is None or policy.can_change_member(by, space))
    dismiss(space, user, by=by)


def dismiss(space: Space, user: User, *, by: User | None) -> None:
    """Take `user` out of the locked `space`."""
    gone, _rows = Membership.objects.filter(space=space, user=user).delete()
    if not gone:
        return
    end_membership_period(space, user)
    if by and by != user:
        audit.note(by=by, action="spaces.remove_member", about=space, whom=user)
    Space.objects.filter(pk=space.pk).update(member_count=F("member_count") - 1)
    access_changed([user.pk])


@transaction.atomic
def change_member_role(*, by: User, space: Space, user: User, role: str) -> Membership:
    """Make a member a manager or the other way round."""
    space = locked(space, by=by)
    require(policy.can_change_member(by, space))
    if role not in Role.values:
        raise Problem("invalid_choice", _("There is no such role."), field="role")
    membership = Membership.objects.filter(space=space, user=user).first()
    if membership is None:
        raise Problem("no_member", _("This person is not a member."), status=409)
    if membership.role == role:
        return membership
    if role == Role.MEMBER and not policy.is_administrator(by):
        keep_a_manager(space, without=user)
    membership.role = role
    membership.save(update_fields=["role"])
    audit.note(by=by, action=f"spaces.make_{role}", about=space, whom=user)
    if role == Role.MEMBER:
        access_changed([user.pk])
    return membership


def keep_a_manager(space: Space, *, without: User) -> None:
    """Refuse the step after which nobody would look after the locked `space`."""
    managers = Membership.objects.managers().filter(space=space, user__is_active=True)
    if list(managers.values_list("user", flat=True)) == [without.pk]:
        raise Problem(
            "last_manager",
            _("You are the last manager of this space. Make somebody else a manager first."),
            status=409,
        )


@transaction.atomic
def mark_seen(*, by: User, space: Space, upto: int | None = None) -> None:
    """Note that `by` has seen the posts up to number `upto` (all of them); never moves back.

    A page says up to where it knew of posts, so that one which arrived after it was drawn stays
    unread.
    """
    there = Subquery(Space.objects.filter(pk=OuterRef("space")).values("post_seq")[:1])
    seen = there if upto is None else Least(upto, there)
    Membership.objects.filter(space=space, user=by).update(seen_seq=Greatest("seen_seq", seen))


def recount_members() -> int:
    """Put right every `member_count` that differs from the rows; returns how many did."""
    rows = Membership.objects.filter(space=OuterRef("pk")).order_by().values("space")
    count = Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)
    wrong = Space.objects.annotate(real=count).exclude(member_count=F("real"))
    return sum(
        # compared again in the statement: somebody may have joined since we looked
        Space.objects.filter(pk=pk, member_count=known).update(member_count=real)
        for pk, known, real in wrong.values_list("pk", "member_count", "real")
    )
