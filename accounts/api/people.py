"""People, one's own profile, sessions and keys over REST: the same querysets and actions."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actions
from accounts import serializers as shapes
from accounts.authentication import SESSION_ONLY
from accounts.directory import ORDER
from accounts.forms import DirectoryForm
from accounts.models import ApiToken, User
from accounts.views.settings import living_sessions, living_tokens
from kit.api.views import ReadOnly, UploadParser, Viewset
from kit.http.throttling import UPLOAD, spend

PROFILE = dict.fromkeys(["PUT", "PATCH", "DELETE"], ApiToken.Scope.PROFILE_WRITE)
ASKED = [
    OpenApiParameter("q", str, description="Words that begin a name, role, department or place."),
    OpenApiParameter("department", str, description="The whole name of a department."),
    OpenApiParameter("place", str, description="The whole name of a place."),
]


class People(ReadOnly):
    """The directory."""

    model = User
    serializer_class = shapes.PersonSerializer
    ordering = ORDER
    lookup_field = "handle"

    def get_queryset(self) -> QuerySet[User]:
        """Everybody who is active, narrowed by what is asked for."""
        people = User.objects.visible_to(self.request.user)
        if self.action != "list":
            return people
        return DirectoryForm(self.request.query_params).question().narrow(people)

    @extend_schema(parameters=ASKED)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """People by name."""
        return super().list(request, *args, **kwargs)


class Me(Viewset):
    """One's own profile."""

    model = User
    serializer_class = shapes.MeSerializer
    required_scopes = PROFILE

    def get_object(self) -> User:
        """The person who asks."""
        return self.get_queryset().get(pk=self.request.user.pk)

    def retrieve(self, request: Request) -> Response:
        """Who I am and how pages look for me."""
        return Response(shapes.MeSerializer(self.get_object()).data)

    @extend_schema(request=shapes.OwnFields)
    def partial_update(self, request: Request) -> Response:
        """Change what is mine to say."""
        sent = shapes.OwnFields(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        me = actions.change_profile(by=request.user, user=self.get_object(), **sent.validated_data)
        return Response(shapes.MeSerializer(me).data)


class MyPortrait(Viewset):
    """The picture of oneself."""

    model = User
    serializer_class = shapes.PortraitUpload
    parser_classes = [UploadParser]
    required_scopes = PROFILE

    @extend_schema(
        request={"multipart/form-data": shapes.PortraitUpload}, responses=shapes.MeSerializer
    )
    def update(self, request: Request) -> Response:
        """Show another picture."""
        spend(request.user, UPLOAD)
        upload = self.read()["file"]
        actions.change_portrait(by=request.user, user=request.user, upload=upload)
        return Response(shapes.MeSerializer(request.user).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request) -> Response:
        """Show initials again."""
        actions.drop_portrait(by=request.user, user=request.user)
        return Response(status=204)


class MyStatus(Viewset):
    """What I say that I am doing."""

    model = User
    serializer_class = shapes.NewStatus
    required_scopes = PROFILE

    @extend_schema(request=shapes.NewStatus, responses=shapes.StatusSerializer)
    def update(self, request: Request) -> Response:
        """Say it, in place of what I said before. It ends by itself."""
        actions.set_status(by=request.user, **self.read())
        return Response(shapes.StatusSerializer(request.user).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request) -> Response:
        """Say nothing any more."""
        actions.clear_status(by=request.user)
        return Response(status=204)


class Sessions(Viewset):
    """Where I am signed in. Keys cannot look at sessions or end them."""

    model = UserSession
    serializer_class = shapes.SessionSerializer
    required_scopes = SESSION_ONLY
    ordering = ("-last_seen_at", "-pk")

    def get_queryset(self) -> QuerySet[UserSession]:
        """My living sessions."""
        return living_sessions(self.request.user)

    def list(self, request: Request) -> Response:
        """The last used first."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Sign out there."""
        actions.end_session(by=request.user, session=self.get_object())
        return Response(status=204)


class Tokens(Viewset):
    """My keys for programs. Keys cannot make keys."""

    model = ApiToken
    serializer_class = shapes.TokenSerializer
    required_scopes = SESSION_ONLY
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> QuerySet[ApiToken]:
        """My keys that are not revoked."""
        return living_tokens(self.request.user)

    def list(self, request: Request) -> Response:
        """The newest first."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=shapes.NewToken, responses={201: shapes.TokenWithSecret})
    def create(self, request: Request) -> Response:
        """A new key. The answer holds its secret, which is never shown again."""
        sent = shapes.NewToken(data=request.data)
        sent.is_valid(raise_exception=True)
        token, secret = actions.create_token(by=request.user, **sent.validated_data)
        token.secret = secret  # type: ignore[attr-defined]
        return Response(shapes.TokenWithSecret(token).data, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Revoke a key."""
        actions.revoke_token(by=request.user, token=self.get_object())
        return Response(status=204)
