"""Preferences over REST: the preset, the cells of the table, levels of places."""

from functools import partial
from typing import Any

from django.http import Http404
from rest_framework import serializers

from accounts.authentication import writing
from accounts.models import ApiToken, User
from kit.api.methods import call
from kit.api.views import Viewset
from notifications.preferences import actions
from notifications.preferences.matrix import matrix_of
from notifications.preferences.models import PlaceLevel, Preferences
from notifications.preferences.mute_levels import look_up
from notifications.preferences.presets import Preset
from notifications.preferences.topics import NotificationChannel, NotificationTopic


class CellRow(serializers.Serializer[Any]):
    """Whether I hear of a topic on a channel; `fixed` where nobody may choose."""

    topic = serializers.ChoiceField(NotificationTopic.choices, read_only=True)
    channel = serializers.ChoiceField(NotificationChannel.choices, read_only=True)
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


def set_place_level(*, by: User, place: str, level: str) -> dict[str, str]:
    """Set the level of a space ("space:7") or a conversation ("chat:3")."""
    actions.set_place_level(by=by, place=place, level=level)
    return {"place": place, "level": level}


def known(name: str, names: list[str]) -> str:
    """`name`, where it is one of `names`, or 404."""
    if name not in names:
        raise Http404
    return name


class MyPreferences(Viewset):
    """What I want to be told."""

    model = Preferences
    serializer_class = PreferencesRow
    required_scopes = writing(ApiToken.Scope.PROFILE_WRITE)
    thing = ""  # there is one for each person, so the address names none

    @property
    def topic(self) -> str:
        """The row of the table in the address."""
        return known(self.kwargs["topic"], NotificationTopic.values)

    @property
    def channel(self) -> str:
        """The column of the table in the address."""
        return known(self.kwargs["channel"], NotificationChannel.values)

    def fresh(self, _thing: Any) -> Any:
        """The whole table."""
        return matrix_of(self.request.user)

    choose_preset = call(
        actions.choose_preset,
        body=PreferencesRow,
        on="",
    )
    turn_on = call(
        partial(actions.choose, on=True),
        "Hear of the topic on this channel.",
        on=("topic", "channel"),
        answers=None,
    )
    turn_off = call(
        partial(actions.choose, on=False),
        "Hear of it on this channel no more.",
        on=("topic", "channel"),
        answers=None,
    )


class Places(Viewset):
    """The places from which I want to hear more or less than usual."""

    serializer_class = PlaceRow
    ordering = ("place", "id")
    required_scopes = writing(ApiToken.Scope.PROFILE_WRITE)

    @property
    def place(self) -> str:
        """The place in the address, as far as the person may know of it."""
        return look_up(self.request.user, self.kwargs["place"])

    set_level = call(
        set_place_level,
        body=PlaceRow,
        on="place",
        answers=PlaceRow,
    )
    drop_level = call(actions.drop_place_level, on="place", answers=None)
