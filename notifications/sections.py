"""What this app lends to the page of quiet time and notifications."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.settings_sections import section
from notifications.digest.actions import plan_of
from notifications.digest.forms import DigestForm
from notifications.mail.queue import takes_mail
from notifications.webpush.models import PushDevice


@section("devices", "notifications/_devices.html", order=30)
def devices(request: HttpRequest) -> dict[str, Any]:
    """The devices on which it may ring, and the offer to add this one."""
    mine = PushDevice.objects.visible_to(request.user).select_related("session")
    listed = list(mine.order_by("-added_at", "-pk"))
    here = [device for device in listed if device.is_of(request.session.session_key)]
    return {"devices": listed, "here": here[:1], "possible": settings.OUTGOING_REQUESTS}


@section("digest", "notifications/_digest.html", order=50)
def digest(request: HttpRequest) -> dict[str, Any]:
    """When summaries come, and whether mails arrive at all."""
    plan = plan_of(request.user)
    return {"form": DigestForm(instance=plan), "plan": plan, "arrives": takes_mail(request.user)}
