"""Preferences over REST: the preset, the cells of the table, levels of places."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from kit.api.views import Viewset
from notifications.preferences import actions
from notifications.preferences.models import PlaceLevel, Preferences
from notifications.preferences.places import look_up
from notifications.preferences.presets import Preset
from notifications.preferences.table import table_of
from notifications.preferences.topics import Channel, Topic

WRITING = dict.fromkeys(["PUT", "DELETE"], ApiToken.Scope.PROFILE_WRITE)


class CellRow(serializers.Serializer[Any]):
    """Whether I hear of a topic on a way; `fixed` where nobody may choose."""

    topic = serializers.ChoiceField(Topic.choices, read_only=True)
    channel = serializers.ChoiceField(Channel.choices, read_only=True)
    on = serializers.BooleanField(read_only=True)
    fixed = serializers.BooleanField(read_only=True)


class PreferencesRow(serializers.Serializer[Any]):
    """The preset, and what holds in every cell."""

    preset = serializers.ChoiceField(Preset.choices)
    cells = CellRow(many=True, read_only=True)


class PlaceRow(serializers.ModelSerializer[PlaceLevel]):
    """How much I want to hear from a place."""

    class Meta:
        model = PlaceLevel
        fields = ["place", "level"]
        read_only_fields = ["place"]


class MyPreferences(Viewset):
    """What I want to be told."""

    model = Preferences
    serializer_class = PreferencesRow
    required_scopes = WRITING

    def retrieve(self, request: Request) -> Response:
        """The whole table."""
        return Response(self.get_serializer(table_of(request.user)).data)

    def update(self, request: Request) -> Response:
        """Begin anew from a preset; single choices are forgotten."""
        actions.choose_preset(by=request.user, **self.read())
        return self.retrieve(request)


class Cells(MyPreferences):
    """One cell of the table."""

    @extend_schema(request=None, responses={204: None})
    def update(self, request: Request, topic: str, channel: str) -> Response:
        """Hear of the topic on this way."""
        return self.switch(topic, channel, on=True)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, topic: str, channel: str) -> Response:
        """Hear of it on this way no more."""
        return self.switch(topic, channel, on=False)

    def switch(self, topic: str, channel: str, *, on: bool) -> Response:
        """Do it, where there is such a cell."""
        if topic not in Topic.values or channel not in Channel.values:
            raise Http404
        actions.choose(by=self.request.user, topic=topic, channel=channel, on=on)
        return Response(status=204)


class Places(Viewset):
    """The places from which I want to hear more or less than usual."""

    model = PlaceLevel
    serializer_class = PlaceRow
    ordering = ("place", "id")
    required_scopes = WRITING

    def get_queryset(self) -> QuerySet[PlaceLevel]:
        """The own levels."""
        return PlaceLevel.objects.visible_to(self.request.user)

    def list(self, request: Request) -> Response:
        """All that I have set."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def update(self, request: Request, place: str) -> Response:
        """Set the level of a space ("space:7") or a conversation ("chat:3")."""
        name = look_up(request.user, place)
        level = self.read()["level"]
        actions.set_place_level(by=request.user, place=name, level=level)
        return Response({"place": name, "level": level})

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, place: str) -> Response:
        """Hear from it as usual."""
        actions.drop_place_level(by=request.user, place=look_up(request.user, place))
        return Response(status=204)
