"""People, one's own profile, sessions and keys over REST: the same querysets and actions."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts import actions
from accounts import serializers as shapes
from accounts.authentication import SESSION_ONLY, writing
from accounts.availability.quiet_time import quiet_until
from accounts.directory import ORDER
from accounts.forms import DirectoryForm
from accounts.models import ApiToken, User
from accounts.status import STATUS_LENGTH
from accounts.views.settings import living_sessions, living_tokens
from kit.api.methods import CREATED, call, create, lists, shows, upload
from kit.api.views import Viewset

ASKED = (
    OpenApiParameter(
        "q",
        str,
        description="Words of a name, role, department or place, or of what people can help with.",
    ),
    OpenApiParameter("department", str, description="The whole name of a department."),
    OpenApiParameter("place", str, description="The whole name of a place."),
    OpenApiParameter("language", str, description="A language that people say they speak."),
    OpenApiParameter("skill", str, description="What people say that they can help with."),
    OpenApiParameter("now", bool, description="Only who can be reached at this moment."),
)


class People(Viewset):
    """The directory: everybody who is active."""

    serializer_class = shapes.PersonSerializer
    ordering = ORDER
    lookup_field = "handle"

    @lists(shapes.PersonSerializer, *ASKED)
    def list(self) -> QuerySet[User]:
        """People by name."""
        asked = DirectoryForm(self.request.query_params).question()
        return asked.narrow(self.request.user)

    @shows({"back_at": serializers.DateTimeField(allow_null=True)})
    def availability(self) -> dict[str, datetime | None]:
        """Null while the person can be reached. Why somebody is away is not said."""
        return {"back_at": quiet_until(self.get_object(), timezone.now())}


def change_portrait(*, by: User, **sent: Any) -> User:
    """Show another picture of oneself."""
    actions.change_portrait(by=by, user=by, **sent)
    return by


def drop_portrait(*, by: User) -> None:
    """Show one's own initials."""
    actions.drop_portrait(by=by, user=by)


def set_status(*, by: User, **sent: Any) -> User:
    """Say what one is doing."""
    actions.set_status(by=by, **sent)
    return by


class Me(Viewset):
    """Who I am and how pages look for me."""

    serializer_class = shapes.MeSerializer
    required_scopes = writing(ApiToken.Scope.PROFILE_WRITE)

    def get_object(self) -> User:
        """The person who asks."""
        return self.get_queryset().get(pk=self.request.user.pk)

    change = call(
        actions.change_profile,
        "Change what is mine to say.",
        shapes.OwnFields,
        answers=shapes.MeSerializer,
    )
    show_portrait = upload(
        change_portrait,
        "Show another picture.",
        body={"file": serializers.FileField(allow_empty_file=True, source="upload")},
        statuses=(200,),
        answers=shapes.MeSerializer,
    )
    drop_portrait = call(drop_portrait, on="", answers=None)
    set_status = call(
        set_status,
        "Say what I am doing, in place of what I said before. It ends by itself.",
        {
            "kind": serializers.ChoiceField(shapes.STATUSES),
            "words": serializers.CharField(max_length=STATUS_LENGTH, allow_blank=True, default=""),
            "until": serializers.DateTimeField(),
        },
        on="",
        answers=shapes.StatusSerializer,
    )
    clear_status = call(actions.clear_status, "Say nothing any more.", on="", answers=None)


class Sessions(Viewset):
    """Where I am signed in, the last used first. Keys cannot look at sessions or end them."""

    serializer_class = shapes.SessionSerializer
    required_scopes = SESSION_ONLY
    ordering = ("-last_seen_at", "-pk")
    thing = "session"

    def get_queryset(self) -> QuerySet[UserSession]:
        """My living sessions."""
        return living_sessions(self.request.user)

    end = call(actions.end_session, "Sign out there.", answers=None)


def create_token(**sent: Any) -> ApiToken:
    """A new key. The answer holds its secret, which is never shown again."""
    token, secret = actions.create_token(**sent)
    token.secret = secret
    return token


class Tokens(Viewset):
    """My keys for programs, the newest first. Keys cannot make keys."""

    serializer_class = shapes.TokenSerializer
    required_scopes = SESSION_ONLY
    ordering = ("-created_at", "-pk")
    thing = "token"

    def get_queryset(self) -> QuerySet[ApiToken]:
        """My keys that are not revoked."""
        return living_tokens(self.request.user)

    make = create(
        create_token,
        body={
            "name": serializers.CharField(max_length=100),
            "scopes": serializers.ListField(
                child=serializers.ChoiceField(ApiToken.Scope.choices), min_length=1, max_length=10
            ),
            "expires_at": serializers.DateTimeField(allow_null=True, default=None),
        },
        statuses=CREATED,
        answers=shapes.TokenWithSecret,
    )
    revoke = call(actions.revoke_token, answers=None)
