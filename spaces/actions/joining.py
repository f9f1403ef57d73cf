"""Joining, asking, being invited. Two who want the same meet without another question."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.http.exceptions import Conflict, Problem
from kit.jobs.outbox import publish
from kit.text import rendering
from spaces import policy
from spaces.actions.membership import admit, locked, require
from spaces.events import JoinRequestDeclined, JoinRequested, PersonInvited
from spaces.models import Invitation, JoinRequest, Membership, Space

WORDS_LENGTH = 500


@transaction.atomic
def join_space(*, by: User, space: Space) -> Membership:
    """Enter an open space, or a closed one with an invitation. Joining twice is joining once."""
    space = locked(space, by=by)
    invited = Invitation.objects.filter(space=space, user=by).exists()
    require(
        policy.is_member(by, space) or policy.can_join(by, space) or _may_accept(by, space, invited)
    )
    return admit(space, by, by=by)


@transaction.atomic
def request_to_join(*, by: User, space: Space, words: str = "") -> JoinRequest | Membership:
    """Ask the managers of a closed space. Who is invited, or a member already, is simply in."""
    space = locked(space, by=by)
    if policy.is_member(by, space) or Invitation.objects.filter(space=space, user=by).exists():
        return join_space(by=by, space=space)
    require(policy.can_request(by, space))
    words = rendering.accept(words, limit=WORDS_LENGTH, field="words").strip()
    request, created = JoinRequest.objects.get_or_create(
        space=space, user=by, defaults={"words": words}
    )
    if created:
        publish(JoinRequested(space_id=space.pk, user_id=by.pk))
    return request


@transaction.atomic
def withdraw_request(*, by: User, space: Space) -> None:
    """Ask no more."""
    JoinRequest.objects.filter(space=space, user=by).delete()


@transaction.atomic
def accept_request(*, by: User, space: Space, user: User) -> Membership:
    """Let in somebody who asked. A request that was withdrawn meanwhile lets nobody in."""
    space = locked(space, by=by)
    require(policy.can_manage_space(by, space))
    waiting = JoinRequest.objects.filter(space=space, user=user).exists()
    if not waiting and not Membership.objects.filter(space=space, user=user).exists():
        raise Conflict("withdrawn", _("This request was withdrawn."))
    return admit(space, user, by=by)


@transaction.atomic
def decline_request(*, by: User, space: Space, user: User) -> None:
    """Say no. The person may ask again."""
    space = locked(space, by=by)
    require(policy.can_manage_space(by, space))
    declined, _rows = JoinRequest.objects.filter(space=space, user=user).delete()
    if declined:
        publish(JoinRequestDeclined(space_id=space.pk, user_id=user.pk, by_id=by.pk))


@transaction.atomic
def invite_person(*, by: User, space: Space, user: User) -> Invitation | Membership:
    """Offer membership. Who asked for it already is in at once."""
    space = locked(space, by=by)
    require(policy.can_manage_space(by, space) and space.archived_at is None)
    if not user.is_active:
        raise Problem("no_person", _("Nobody has that name."), field="user")
    if member := Membership.objects.filter(space=space, user=user).first():
        return member
    if JoinRequest.objects.filter(space=space, user=user).exists():
        return admit(space, user, by=by)
    invitation, created = Invitation.objects.get_or_create(
        space=space, user=user, defaults={"invited_by": by}
    )
    if created:
        publish(PersonInvited(space_id=space.pk, user_id=user.pk, by_id=by.pk))
    return invitation


@transaction.atomic
def accept_invitation(*, by: User, space: Space) -> Membership:
    """Follow an invitation."""
    space = locked(space, by=by)
    invited = Invitation.objects.filter(space=space, user=by).exists()
    if not invited and not policy.is_member(by, space):
        raise Conflict("withdrawn", _("This invitation was withdrawn."))
    require(policy.is_member(by, space) or _may_accept(by, space, invited))
    return admit(space, by, by=by)


@transaction.atomic
def decline_invitation(*, by: User, space: Space) -> None:
    """Turn an invitation down."""
    Invitation.objects.filter(space=space, user=by).delete()


@transaction.atomic
def withdraw_invitation(*, by: User, space: Space, user: User) -> None:
    """Take an invitation back before it is answered."""
    require(policy.can_manage_space(by, space))
    Invitation.objects.filter(space=space, user=user).delete()


def _may_accept(user: User, space: Space, invited: bool) -> bool:
    return invited and user.is_active and space.archived_at is None
