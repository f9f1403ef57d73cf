"""What I want to be told: presets, the table, single places, single posts."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.settings_sections import saved, wants_part
from feed.models import Post
from kit.http.dialogs import page
from kit.http.exceptions import Problem
from notifications.preferences import actions
from notifications.preferences.models import PlaceLevel
from notifications.preferences.places import CHATS, SPACES, look_up, page_of
from notifications.preferences.presets import Preset
from notifications.preferences.table import name_of
from notifications.preferences.topics import Channel, Topic

USUAL = ""  # no level of its own


@require_http_methods(["PUT"])
def choices(request: HttpRequest) -> HttpResponse:
    """Take the table as it was sent. Another preset than the one it was drawn from begins anew."""
    preset, drawn = request.POST.get("preset", ""), request.POST.get("drawn", "")
    if preset not in Preset.values:
        raise Problem("invalid", _("This cannot be chosen."), field="preset")
    if preset != drawn:
        actions.choose_preset(by=request.user, preset=preset)
    else:
        cells = {
            (topic, channel): name_of(topic, channel) in request.POST
            for topic in Topic
            for channel in Channel
        }
        actions.choose_all(by=request.user, preset=preset, cells=cells)
    return saved(request, "choices")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """My spaces, or my groups of the chat, with how much I want to hear from each."""
    of = CHATS if request.GET.get("of") == CHATS else SPACES
    listed, following = page_of(request.user, of, request.GET.get("after") or None)
    context = {
        "are_chats": of == CHATS,
        "not_chats": of != CHATS,
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
        raise Problem("invalid", _("This cannot be chosen."), field="level")
    if wants_part(request):
        return HttpResponse()
    return redirect("settings-notification-places")


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks, PUT mutes the post for this person, DELETE lets it be heard again."""
    found = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    name = f"post:{found.pk}"
    if request.method == "PUT":
        actions.set_place_level(by=request.user, place=name, level=PlaceLevel.Level.NONE)
    elif request.method == "DELETE":
        actions.drop_place_level(by=request.user, place=name)
    else:
        is_muted = PlaceLevel.objects.visible_to(request.user).filter(place=name).exists()
        return page(request, "notifications/mute.html", {"post": found, "is_muted": is_muted})
    return HttpResponse() if wants_part(request) else HttpResponseRedirect(found.get_absolute_url())
