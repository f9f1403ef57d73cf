"""What notifications lend to the page of quiet time and notifications."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.settings_registry import SettingsSection
from notifications.digest.actions import plan_of
from notifications.digest.forms import DigestForm
from notifications.mail.queue import takes_mail
from notifications.preferences.matrix import matrix_of
from notifications.preferences.presets import Preset
from notifications.preferences.topics import NotificationChannel
from notifications.webpush.models import PushDevice

ICONS = {"bell": "bell", "push": "smartphone", "mail": "mail", "digest": "newspaper"}


def choices(request: HttpRequest) -> dict[str, Any]:
    """Which kinds of news arrive where, and how many places are set apart."""
    return {
        "table": matrix_of(request.user),
        "presets": Preset.choices,
        "channels": [(channel, ICONS[channel]) for channel in NotificationChannel],
    }


def devices(request: HttpRequest) -> dict[str, Any]:
    """The devices on which it may ring, and the offer to add this one."""
    mine = PushDevice.objects.visible_to(request.user).select_related("session")
    listed = list(mine.order_by("-added_at", "-pk"))
    here = [device for device in listed if device.is_of(request.session.session_key)]
    return {"devices": listed, "here": here[:1], "possible": settings.OUTGOING_REQUESTS}


def digest(request: HttpRequest) -> dict[str, Any]:
    """When digests come, and whether mails arrive at all."""
    plan = plan_of(request.user)
    return {"form": DigestForm(instance=plan), "plan": plan, "arrives": takes_mail(request.user)}


SECTIONS = (
    SettingsSection("choices", "notifications/_choices.html", 10, choices),
    SettingsSection("devices", "notifications/_devices.html", 20, devices),
    SettingsSection("digest", "notifications/_digest.html", 50, digest),
)
