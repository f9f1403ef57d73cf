"""The ways in and out, as resources: PUT makes it so, DELETE takes it back."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.models import User
from spaces import actions
from spaces.models import Membership
from spaces.view_helpers import listed_space
from spaces.views.responses import back, membership_response
from spaces.views.space import managed_space

Change = Callable[..., Any]


def own(put: Change, delete: Change) -> Callable[..., HttpResponse]:
    """A view on the own membership: `put` and `delete` are actions of the person."""

    @require_http_methods(["PUT", "DELETE"])
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        change = put if request.method == "PUT" else delete
        change(by=request.user, space=listed_space(request.user, slug))
        return membership_response(request, slug)

    return view


membership = own(actions.join_space, actions.leave_space)
invitation = own(actions.accept_invitation, actions.decline_invitation)


@require_http_methods(["PUT", "DELETE"])
def join_request(request: HttpRequest, slug: str) -> HttpResponse:
    """PUT asks to join, with a few words; DELETE asks no more."""
    space = listed_space(request.user, slug)
    if request.method == "PUT":
        words = request.POST.get("words", "")
        actions.request_to_join(by=request.user, space=space, words=words)
    else:
        actions.withdraw_request(by=request.user, space=space)
    return membership_response(request, slug)


@require_http_methods(["PUT", "DELETE"])
def member(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """PUT changes the role of a member, DELETE ends the membership."""
    space = managed_space(request.user, slug)
    person = get_object_or_404(
        User.objects.active().filter(memberships__space=space), handle=handle
    )
    if request.method == "PUT":
        role = request.POST.get("role", Membership.Role.MEMBER)
        actions.change_member_role(by=request.user, space=space, user=person, role=role)
    else:
        actions.remove_member(by=request.user, space=space, user=person)
    return back(request, slug)


@require_http_methods(["PUT", "DELETE"])
def request_of(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """PUT lets in somebody who asked, DELETE says no."""
    space = managed_space(request.user, slug)
    asked = Q(Exists(space.join_requests.filter(user=OuterRef("pk"))))
    if request.method == "PUT":  # a second tap finds a member, and that is fine
        asked |= Q(Exists(space.memberships.filter(user=OuterRef("pk"))))
    person = get_object_or_404(User.objects.visible_to(request.user).filter(asked), handle=handle)
    change = actions.accept_request if request.method == "PUT" else actions.decline_request
    change(by=request.user, space=space, user=person)
    return back(request, slug)


@require_http_methods(["PUT", "DELETE"])
def invitation_of(request: HttpRequest, slug: str, handle: str) -> HttpResponse:
    """PUT invites somebody, DELETE takes the invitation back."""
    space = managed_space(request.user, slug)
    people = User.objects.visible_to(request.user)
    if request.method == "DELETE":
        people = people.filter(space_invitations__space=space)
    person = get_object_or_404(people, handle=handle)
    change = actions.invite_person if request.method == "PUT" else actions.withdraw_invitation
    change(by=request.user, space=space, user=person)
    return back(request, slug)
