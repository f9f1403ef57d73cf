"""What is told of the doors of spaces."""

from django.utils import timezone

from accounts.models import User
from kit.jobs.outbox import on
from notifications.models import Cause
from notifications.notify import Notice, notify, withdraw
from notifications.targets.spaces import ADDED, ADMITTED, DECLINED, INVITATION, REQUEST
from spaces.events import (
    JoinRequestDeclined,
    JoinRequested,
    MemberAdded,
    MemberJoined,
    PersonInvited,
)
from spaces.models import Invitation, JoinRequest, Membership


@on(JoinRequested)
def tell_managers(event: JoinRequested) -> None:
    """Tell the managers of the space, as long as nobody has answered."""
    for request in JoinRequest.objects.filter(space=event.space_id, user=event.user_id):
        managers = Membership.objects.managers().filter(space=event.space_id).values("user")
        cause = ("request", event.space_id, event.user_id, request.created_at)
        notice = Notice(REQUEST, f"space:{event.space_id}", *cause)
        notify(notice, User.objects.active().filter(pk__in=managers), exclude=event.user_id)


@on(PersonInvited)
def tell_the_invited(event: PersonInvited) -> None:
    """Tell the person, as long as the invitation stands."""
    for invitation in Invitation.objects.filter(space=event.space_id, user=event.user_id):
        cause = ("invitation", event.space_id, event.by_id, invitation.created_at)
        notice = Notice(INVITATION, f"space:{event.space_id}", *cause)
        notify(notice, User.objects.active().filter(pk=event.user_id), exclude=event.by_id)


@on(JoinRequestDeclined)
def tell_of_no(event: JoinRequestDeclined) -> None:
    """Tell who asked, and let no manager look for a request that is answered."""
    _answered(event.space_id, event.user_id)
    cause = ("outside", event.space_id, event.by_id, timezone.now())
    notice = Notice(DECLINED, f"space:{event.space_id}", *cause)
    notify(notice, User.objects.active().filter(pk=event.user_id), exclude=event.by_id)


@on(MemberJoined)
def tell_of_yes(event: MemberJoined) -> None:
    """Tell who was let in by somebody else; who came by own will or by the system knows."""
    _answered(event.space_id, event.user_id)
    joined = Membership.objects.filter(space=event.space_id, user=event.user_id)
    by_id = event.by_id or event.user_id
    for membership in joined:
        cause = ("space", event.space_id, by_id, membership.joined_at)
        notice = Notice(ADMITTED, f"space:{event.space_id}", *cause)
        notify(notice, User.objects.active().filter(pk=event.user_id), exclude=by_id)


@on(MemberAdded)
def tell_members(event: MemberAdded) -> None:
    """Tell everybody in a closed or secret space that it was opened to somebody from outside."""
    added = Membership.objects.filter(space=event.space_id, user=event.user_id)
    inside = Membership.objects.filter(space=event.space_id).exclude(user=event.user_id)
    for membership in added:
        cause = ("space", event.space_id, event.by_id, membership.joined_at)
        because = ("membership", membership.pk)
        notice = Notice(ADDED, f"added:{event.space_id}", *cause, cause=because)
        people = User.objects.active().filter(pk__in=inside.values("user"))
        notify(notice, people, exclude=event.by_id)


def _answered(space_id: int, user_id: int) -> None:
    requests = Cause.objects.filter(target="request", target_id=space_id)
    withdraw(requests.filter(actor=user_id))
