"""What I want to be told: presets, the table, single places."""

from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.settings_registry import saved, wants_part
from kit.http.exceptions import Problem
from notifications.preferences import actions
from notifications.preferences.matrix import name_of
from notifications.preferences.models import PlaceLevel
from notifications.preferences.mute_levels import kind_of_tab, look_up, page_of, place_kinds
from notifications.preferences.presets import Preset
from notifications.preferences.topics import NotificationChannel, NotificationTopic

USUAL = ""  # no level of its own


@require_http_methods(["PUT"])
def choices(request: HttpRequest) -> HttpResponse:
    """Take the table as it was sent. Another preset than the one it was drawn from begins anew."""
    preset, drawn = request.POST.get("preset", ""), request.POST.get("drawn", "")
    if preset not in Preset.values:
        raise Problem("invalid", _("This is not available."), field="preset")
    if preset != drawn:
        actions.choose_preset(by=request.user, preset=preset)
    else:
        cells = {
            (topic, channel): name_of(topic, channel) in request.POST
            for topic in NotificationTopic
            for channel in NotificationChannel
        }
        actions.choose_all(by=request.user, preset=preset, cells=cells)
    return saved(request, "choices")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """My places of one sort, with how much I want to hear from each."""
    kind = kind_of_tab(request.GET.get("of", ""))
    listed, following = page_of(request.user, kind, request.GET.get("after") or None)
    tabs = sorted(place_kinds().values(), key=attrgetter("tab"))
    context = {
        "tab": kind.tab,
        "tabs": [(one.label, f"?of={one.tab}" if one.tab else "?", one == kind) for one in tabs],
        "listed": listed,
        "next": following,
        "levels": levels(),
    }
    return render(request, "notifications/places.html", context)


def levels() -> list[Any]:
    """What a person may choose for a place."""
    return [(USUAL, _("As usual")), *PlaceLevel.Level.choices]


@require_http_methods(["PUT"])
def place(request: HttpRequest, name: str) -> HttpResponse:
    """Set how much I want to hear from one place."""
    name, level = look_up(request.user, name), request.POST.get("level", "")
    if level == USUAL:
        actions.drop_place_level(by=request.user, place=name)
    elif level in PlaceLevel.Level.values:
        actions.set_place_level(by=request.user, place=name, level=level)
    else:
        raise Problem("invalid", _("This is not available."), field="level")
    if wants_part(request):
        return HttpResponse()
    return redirect("settings-notification-places")
