"""What people are told of joining spaces."""

from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.models import User
from kit.jobs.outbox import on
from notifications import kinds, targets
from notifications.kinds import NotificationKind
from notifications.models import Cause
from notifications.notify import Notice, notify, withdraw
from notifications.preferences.mute_levels import PlaceKind
from notifications.preferences.topics import NotificationTopic
from notifications.targets import Target, TargetPreview
from spaces.events import (
    JoinRequestDeclined,
    JoinRequested,
    MemberAdded,
    MemberJoined,
    PersonInvited,
)
from spaces.models import Invitation, JoinRequest, Membership, Space

# --- the kinds
REQUEST = kinds.register(
    NotificationKind(
        name="request",
        label=_("Request to join"),
        topic=NotificationTopic.INVITATIONS,
        icon="user-plus",
        sentence=ngettext(
            "%(who)s would like to join %(place)s", "%(who)s would like to join %(place)s", "count"
        ),
        push_text=_("New invitation or request."),
    )
)
INVITATION = kinds.register(
    NotificationKind(
        name="invitation",
        label=_("Invitation"),
        topic=NotificationTopic.INVITATIONS,
        icon="mail",
        sentence=ngettext(
            "%(who)s invited you to %(place)s", "%(who)s invited you to %(place)s", "count"
        ),
        push_text=_("New invitation or request."),
    )
)
DECLINED = kinds.register(
    NotificationKind(
        name="declined",
        label=_("Request declined"),
        topic=NotificationTopic.INVITATIONS,
        icon="lock",
        sentence=ngettext(
            "%(who)s declined your request to join %(place)s",
            "%(who)s declined your request to join %(place)s",
            "count",
        ),
        push_text=_("New invitation or request."),
    )
)
ADMITTED = kinds.register(
    NotificationKind(
        name="admitted",
        label=_("Added to a space"),
        topic=NotificationTopic.INVITATIONS,
        icon="user-check",
        sentence=ngettext(
            "%(who)s accepted you into %(place)s", "%(who)s accepted you into %(place)s", "count"
        ),
        push_text=_("New invitation or request."),
    )
)
ADDED = kinds.register(
    NotificationKind(
        name="added",
        label=_("Somebody added to your space from outside"),
        topic=NotificationTopic.INVITATIONS,
        icon="user-plus",
        sentence=_("%(who)s, who is not a member, added somebody to %(place)s"),
        push_text=_("New invitation or request."),
    )
)


# --- what they lead to
def known(user: User) -> Any:
    """Spaces `user` may know of."""
    return Space.objects.listed_to(user)


def inside(user: User) -> Any:
    """Groups whose content `user` may read; audiences are no places."""
    return Space.objects.visible_to(user).without_audiences()


def inviting(user: User) -> Any:
    """Spaces where an invitation of `user` is unanswered."""
    mine = Invitation.objects.filter(space=OuterRef("pk"), user=user)
    return known(user).filter(Exists(mine))


def asked(user: User) -> Any:
    """Spaces `user` manages where somebody waits for an answer."""
    waiting = JoinRequest.objects.filter(space=OuterRef("pk"))
    return inside(user).managed_by(user).filter(Exists(waiting))


def preview(space: Space) -> TargetPreview:
    """The space."""
    return TargetPreview(space.get_absolute_url(), place=space.name)


def door(space: Space) -> TargetPreview:
    """The list where requests are answered."""
    return TargetPreview(reverse("space-members", args=[space.slug]), place=space.name)


targets.register(Target("space", inside, known, preview))
targets.register(Target("outside", known, known, preview))
targets.register(Target("invitation", inviting, known, preview))
targets.register(Target("request", asked, known, door))


def joined(user: User) -> Any:
    """The spaces a person belongs to."""
    return Space.objects.of_member(user)


PLACE_KINDS = [
    PlaceKind(
        name="space",
        tab="",  # comes first
        label=_("Spaces"),
        listed=joined,
        order=Space.BY_NAME,
        readable=joined,
        title=attrgetter("name"),
    )
]


# --- who is told
@on(JoinRequested)
def notify_managers(event: JoinRequested) -> None:
    """Tell the managers of the space, as long as nobody has answered."""
    for request in JoinRequest.objects.filter(space=event.space_id, user=event.user_id):
        managers = Membership.objects.managers().filter(space=event.space_id).values("user")
        cause = ("request", event.space_id, event.user_id, request.created_at)
        notice = Notice(REQUEST, f"space:{event.space_id}", *cause)
        notify(notice, User.objects.active().filter(pk__in=managers), exclude=event.user_id)


@on(PersonInvited)
def notify_invited(event: PersonInvited) -> None:
    """Tell the person, as long as the invitation stands."""
    for invitation in Invitation.objects.filter(space=event.space_id, user=event.user_id):
        cause = ("invitation", event.space_id, event.by_id, invitation.created_at)
        notice = Notice(INVITATION, f"space:{event.space_id}", *cause)
        notify(notice, User.objects.active().filter(pk=event.user_id), exclude=event.by_id)


@on(JoinRequestDeclined)
def notify_request_declined(event: JoinRequestDeclined) -> None:
    """Tell who asked, and let no manager look for a request that is answered."""
    _answered(event.space_id, event.user_id)
    cause = ("outside", event.space_id, event.by_id, timezone.now())
    notice = Notice(DECLINED, f"space:{event.space_id}", *cause)
    notify(notice, User.objects.active().filter(pk=event.user_id), exclude=event.by_id)


@on(MemberJoined)
def notify_request_accepted(event: MemberJoined) -> None:
    """Tell who was let in by somebody else; who came by own will or by the system knows."""
    _answered(event.space_id, event.user_id)
    joined = Membership.objects.filter(space=event.space_id, user=event.user_id)
    by_id = event.by_id or event.user_id
    for membership in joined:
        cause = ("space", event.space_id, by_id, membership.joined_at)
        notice = Notice(ADMITTED, f"space:{event.space_id}", *cause)
        notify(notice, User.objects.active().filter(pk=event.user_id), exclude=by_id)


@on(MemberAdded)
def notify_added_member(event: MemberAdded) -> None:
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
