"""Spaces over REST: the same querysets and the same actions as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.directory import ORDER
from accounts.models import ApiToken, User
from kit import limits
from kit.api.views import ReadOnly, Viewset
from kit.http.throttling import FOUND, spend
from spaces import actions
from spaces import serializers as shapes
from spaces.models import Space
from spaces.views.space import managed_space, people_of

WRITE = dict.fromkeys(["POST", "PUT", "PATCH", "DELETE"], ApiToken.Scope.SPACES_WRITE)
ABOUT_LIST = [
    OpenApiParameter("q", OpenApiTypes.STR, description="Words in name or description."),
    OpenApiParameter("mine", OpenApiTypes.BOOL, description="1: only spaces I belong to."),
]


class SpaceViewset(ReadOnly):
    """Spaces whose existence the person may know of. Reading what is in them asks for more."""

    model = Space
    serializer_class = shapes.SpaceSerializer
    ordering = Space.BY_NAME
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    required_scopes = WRITE

    def get_queryset(self) -> QuerySet[Space]:
        """Everything listed to the person, narrowed by `?q=` and `?mine=1`."""
        user, asked = self.request.user, self.request.query_params
        found = Space.objects.listed_to(user).with_standing_of(user)
        if self.action != "list":
            return found
        if asked.get("mine") in ("1", "true"):
            found = found.exclude(my_role=None)
        return found.living().matching(asked.get("q", "")[: limits.SEARCH_LENGTH])

    def get_serializer_context(self) -> dict[str, Any]:
        """With the names of the departments the person may know of."""
        context = super().get_serializer_context()
        if getattr(self, "swagger_fake_view", False):
            return {**context, "parents": {}}
        above = Space.objects.listed_to(self.request.user).exclude(children=None)
        return {**context, "parents": dict(above.values_list("pk", "slug"))}

    def answer(self, slug: str, code: int = status.HTTP_200_OK) -> Response:
        """The space as it is now."""
        space = get_object_or_404(self.get_queryset(), slug=slug)
        serializer = shapes.SpaceSerializer(space, context=self.get_serializer_context())
        return Response(serializer.data, status=code)

    @extend_schema(parameters=ABOUT_LIST)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Spaces by name."""
        return super().list(request, *args, **kwargs)

    @extend_schema(
        request=shapes.NewSpace,
        responses={201: shapes.SpaceSerializer, 200: shapes.SpaceSerializer},
    )
    def create(self, request: Request) -> Response:
        """Found a space and manage it."""
        wanted = shapes.NewSpace(data=request.data)
        wanted.is_valid(raise_exception=True)
        spend(request.user, FOUND)
        space = actions.create_space(by=request.user, **wanted.validated_data)
        return self.answer(space.slug, 200 if space.repeated else 201)

    @extend_schema(request=shapes.SpaceChange, responses=shapes.SpaceSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change a space one manages."""
        space = managed_space(request.user, slug)
        wanted = shapes.SpaceChange(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        changed = actions.change_space(by=request.user, space=space, **wanted.validated_data)
        return self.answer(changed.slug)

    @extend_schema(methods=["PUT"], request=None, responses=shapes.SpaceSerializer)
    @extend_schema(methods=["DELETE"], responses={204: None})
    @action(["put", "delete"], detail=True)
    def membership(self, request: Request, slug: str) -> Response:
        """PUT joins (or follows an invitation), DELETE leaves."""
        return self._switch(slug, actions.join_space, actions.leave_space)

    @extend_schema(methods=["PUT"], request=shapes.Words, responses=shapes.SpaceSerializer)
    @extend_schema(methods=["DELETE"], responses={204: None})
    @action(["put", "delete"], detail=True, url_path="request")
    def join_request(self, request: Request, slug: str) -> Response:
        """PUT asks to join a closed space, DELETE asks no more."""
        words: dict[str, str] = {}
        space = self.get_object()
        if request.method == "PUT":
            sent = shapes.Words(data=request.data)
            sent.is_valid(raise_exception=True)
            words = sent.validated_data
        return self._switch(slug, actions.request_to_join, actions.withdraw_request, space, **words)

    @extend_schema(methods=["PUT"], request=None, responses=shapes.SpaceSerializer)
    @extend_schema(methods=["DELETE"], responses={204: None})
    @action(["put", "delete"], detail=True)
    def invitation(self, request: Request, slug: str) -> Response:
        """PUT follows an invitation, DELETE turns it down."""
        return self._switch(slug, actions.accept_invitation, actions.decline_invitation)

    def _switch(
        self, slug: str, put: Any, delete: Any, space: Space | None = None, **more: Any
    ) -> Response:
        space = space or self.get_object()
        if self.request.method == "PUT":
            put(by=self.request.user, space=space, **more)
            return self.answer(slug)
        delete(by=self.request.user, space=space)
        return Response(status=status.HTTP_204_NO_CONTENT)


class InSpace(Viewset):
    """Something that lies in a space and belongs to a person, found by `handle` under its slug."""

    model = User
    lookup_field = "handle"
    lookup_value_regex = "[^/]+"
    required_scopes = WRITE

    @property
    def managed(self) -> Space:
        """The space of the address, for its managers."""
        return managed_space(self.request.user, self.kwargs["slug"])

    def person(self, people: QuerySet[User]) -> User:
        """The person of the address, among `people`."""
        return get_object_or_404(people, handle=self.kwargs["handle"])

    def get_queryset(self) -> QuerySet[User]:
        """Everybody the reader may know."""
        return User.objects.visible_to(self.request.user)


class MemberViewset(InSpace):
    """Members of a space, for those who may read it."""

    serializer_class = shapes.MemberSerializer
    ordering = ORDER

    def get_queryset(self) -> QuerySet[User]:
        """The active members of a space the reader may read."""
        if getattr(self, "swagger_fake_view", False):
            return User.objects.none()
        readable = Space.objects.visible_to(self.request.user)
        return people_of(get_object_or_404(readable, slug=self.kwargs["slug"]))

    def list(self, request: Request, slug: str) -> Response:
        """Members by name."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=shapes.RoleChange, responses=shapes.MemberSerializer)
    def update(self, request: Request, slug: str, handle: str) -> Response:
        """Change the role of a member."""
        space, person = self.managed, self.person(self.get_queryset())
        wanted = shapes.RoleChange(data=request.data)
        wanted.is_valid(raise_exception=True)
        actions.change_member_role(
            by=request.user, space=space, user=person, **wanted.validated_data
        )
        return Response(self.get_serializer(self.person(self.get_queryset())).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, slug: str, handle: str) -> Response:
        """End a membership."""
        space, person = self.managed, self.person(self.get_queryset())
        actions.remove_member(by=request.user, space=space, user=person)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WaitingViewset(InSpace):
    """People before the door of a space, for its managers."""

    serializer_class = shapes.Waiting
    ordering = ("pk",)
    rows = ""  # the relation of Space that holds them
    let_in: Any
    turn_away: Any

    def waiting(self, space: Space) -> QuerySet[Any]:
        """The rows, without people who were deactivated meanwhile."""
        return getattr(space, self.rows).select_related("user").filter(user__is_active=True)

    def list(self, request: Request, slug: str) -> Response:
        """Who waits, the longest first."""
        rows = self.paginate_queryset(self.waiting(self.managed))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=None, responses={204: None})
    def update(self, request: Request, slug: str, handle: str) -> Response:
        """Let in somebody who asked, or invite somebody."""
        space = self.managed
        type(self).let_in(by=request.user, space=space, user=self.person(self.get_queryset()))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, slug: str, handle: str) -> Response:
        """Decline a request, or take an invitation back."""
        space = self.managed
        people = self.get_queryset().filter(pk__in=self.waiting(space).values("user"))
        type(self).turn_away(by=request.user, space=space, user=self.person(people))
        return Response(status=status.HTTP_204_NO_CONTENT)


class RequestViewset(WaitingViewset):
    """Requests to join."""

    rows = "join_requests"
    let_in = staticmethod(actions.accept_request)
    turn_away = staticmethod(actions.decline_request)


class InvitationViewset(WaitingViewset):
    """Open invitations."""

    rows = "invitations"
    let_in = staticmethod(actions.invite_person)
    turn_away = staticmethod(actions.withdraw_invitation)
