"""What this app lends to the page of quiet time and notifications."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.availability.forms import QuietForm
from accounts.availability.presentation import quiet_hours_of
from accounts.models import Absence, Shift
from accounts.settings_registry import SettingsSection


def quiet_time(request: HttpRequest) -> dict[str, Any]:
    """When nothing rings, and the next exceptions from it."""
    shown, now = quiet_hours_of(request.user), timezone.now()
    today = timezone.localdate(now)
    return {
        "quiet": shown,
        "form": QuietForm.of(shown),
        "duty": Shift.objects.visible_to(request.user).filter(end__gt=now).in_order().first(),
        "away": Absence.objects.visible_to(request.user)
        .filter(last_day__gte=today)
        .in_order()
        .first(),
    }


SECTIONS = (SettingsSection("quiet", "accounts/_quiet_time.html", 0, quiet_time),)
