"""What notifications lend to the page of quiet time and notifications."""

from typing import Any

from django.http import HttpRequest

from accounts.settings_sections import section
from notifications.preferences.models import PlaceLevel
from notifications.preferences.presets import Preset
from notifications.preferences.table import table_of
from notifications.preferences.topics import Channel

ICONS = {"bell": "bell", "push": "smartphone", "mail": "mail", "digest": "newspaper"}


@section("choices", "notifications/_choices.html", order=10)
def choices(request: HttpRequest) -> dict[str, Any]:
    """Which kinds of news arrive where, and how many places are set apart."""
    return {
        "table": table_of(request.user),
        "presets": Preset.choices,
        "ways": [(channel, ICONS[channel]) for channel in Channel],
        "apart": PlaceLevel.objects.visible_to(request.user).count(),
    }
