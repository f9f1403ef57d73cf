"""Spaces over REST: the same querysets and the same actions as the pages."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import writing
from accounts.directory import ORDER
from accounts.models import ApiToken, User
from kit import limits
from kit.api.methods import call, create, lists
from kit.api.views import Viewset
from kit.http.throttling import consume
from spaces import actions
from spaces import serializers as shapes
from spaces.limits import FOUND_SPACE
from spaces.models import Membership, Space
from spaces.organisation import every, organisation
from spaces.views.space import managed_space, people_of

ABOUT_LIST = (
    OpenApiParameter("q", OpenApiTypes.STR, description="Words in name or description."),
    OpenApiParameter("mine", OpenApiTypes.BOOL, description="1: only spaces I belong to."),
)
IN_SPACE = ("space", "user")


def found_space(*, by: User, **sent: Any) -> Space:
    """Found a space, as often as people may; what was sent wrongly does not count."""
    consume(by, FOUND_SPACE)
    return actions.create_space(by=by, **sent)


class Spaces(Viewset):
    """Spaces whose existence the person may know of. Reading what is in them asks for more."""

    serializer_class = shapes.SpaceSerializer
    ordering = Space.BY_NAME
    lookup_field = "slug"
    required_scopes = writing(ApiToken.Scope.SPACES_WRITE)

    def get_queryset(self) -> QuerySet[Space]:
        """Everything listed to the person, as he or she stands to it."""
        user = self.request.user
        return Space.objects.listed_to(user).with_membership_of(user)

    @cached_property
    def parents(self) -> dict[int, str]:
        """Slugs of the departments the person may know of."""
        above = Space.objects.listed_to(self.request.user).exclude(children=None)
        return dict(above.values_list("pk", "slug"))

    @property
    def space(self) -> Space:
        """The space of the address; to change it, for its managers."""
        is_change = self.action == "change"
        slug = self.kwargs["slug"]
        return managed_space(self.request.user, slug) if is_change else self.get_object()

    @lists(shapes.SpaceSerializer, *ABOUT_LIST)
    def list(self) -> QuerySet[Space]:
        """Spaces by name."""
        found, asked = self.get_queryset(), self.request.query_params
        if asked.get("mine") in ("1", "true"):
            found = found.exclude(my_role=None)
        return found.living().matching(asked.get("q", "")[: limits.SEARCH_LENGTH])

    establish = create(found_space, "Found a space and manage it.", shapes.NewSpace)
    change = call(actions.change_space, "Change a space one manages.", shapes.SpaceChange)
    join = call(actions.join_space)
    leave = call(actions.leave_space, answers=None)
    ask = call(
        actions.request_to_join,
        body={"words": serializers.CharField(max_length=500, allow_blank=True, default="")},
    )
    withdraw = call(actions.withdraw_request, answers=None)
    accept = call(actions.accept_invitation)
    decline = call(actions.decline_invitation, answers=None)


class Departments(Viewset):
    """The organisation."""

    model = Space
    serializer_class = shapes.DepartmentList

    def tree(self, request: Request) -> Response:
        """All departments of the company by name, each before those that are part of it."""
        return self.shown({"results": [*every(organisation(request.user))]})


class InSpace(Viewset):
    """People in or before a space, found by `handle` under its slug."""

    model = User
    lookup_field = "handle"
    required_scopes = writing(ApiToken.Scope.SPACES_WRITE)

    @property
    def space(self) -> Space:
        """The space of the address, for its managers."""
        return managed_space(self.request.user, self.kwargs["slug"])


class Members(InSpace):
    """Members of a space, for those who may read it."""

    serializer_class = shapes.MemberSerializer
    ordering = ORDER

    def get_queryset(self) -> QuerySet[User]:
        """The active members of a space the reader may read."""
        readable = Space.objects.visible_to(self.request.user)
        return people_of(get_object_or_404(readable, slug=self.kwargs["slug"]))

    change_role = call(
        actions.change_member_role,
        body={"role": serializers.ChoiceField(choices=Membership.Role.choices)},
        on=IN_SPACE,
    )
    remove = call(actions.remove_member, on=IN_SPACE, answers=None)


class Waiting(InSpace):
    """People before the door of a space, for its managers."""

    serializer_class = shapes.Waiting
    ordering = ("pk",)
    rows = ""  # the relation of Space that holds them

    def waiting(self) -> QuerySet[Any]:
        """The rows, without people who were deactivated meanwhile."""
        rows = getattr(self.space, self.rows).select_related("user")
        return rows.filter(user__is_active=True)

    @lists(shapes.Waiting)
    def list(self) -> QuerySet[Any]:
        """Who waits, the longest first."""
        return self.waiting()

    def get_queryset(self) -> QuerySet[User]:
        """Everybody the reader may know, or those who wait, to turn them away."""
        people = User.objects.visible_to(self.request.user)
        is_known = self.action != "reject"
        return people if is_known else people.filter(pk__in=self.waiting().values("user"))


class Requests(Waiting):
    """Requests to join."""

    rows = "join_requests"
    admit = call(actions.accept_request, on=IN_SPACE, answers=None)
    reject = call(actions.decline_request, on=IN_SPACE, answers=None)


class Invitations(Waiting):
    """Open invitations."""

    rows = "invitations"
    admit = call(actions.invite_person, on=IN_SPACE, answers=None)
    reject = call(actions.withdraw_invitation, on=IN_SPACE, answers=None)
