"""Devices to be reached on: adding this one, switching, trying, removing; and their receipts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.http import throttling
from notifications.models import Notification
from notifications.rendering import lines_of
from notifications.webpush import actions
from notifications.webpush.keys import public_key
from notifications.webpush.models import PushDevice
from notifications.webpush.receipts import note_receipt
from notifications.webpush.wishes import WISH, is_wanted


@never_cache
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """What a browser needs to let itself be reached, and whether somebody wants that."""
    wanted = is_wanted(request.session)
    return JsonResponse({"key": public_key(), "csrf": get_token(request), "wanted": wanted})


@require_POST
@throttling.rate_limit(throttling.WRITE)
def devices(request: HttpRequest) -> HttpResponse:
    """Reach me on the device that sends this; with `again`, only if that was so before."""
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    key = request.session.session_key
    if "again" in request.POST:
        is_known = actions.keep_device(by=request.user, session_key=key, **given)
        return HttpResponse(status=200 if is_known else 404)
    agent = request.headers.get("User-Agent", "")
    _device, is_new = actions.add_device(
        by=request.user, user_agent=agent, session_key=key, **given
    )
    request.session[WISH] = True  # this request may store its session once more
    return HttpResponse(status=201 if is_new else 200)


@require_http_methods(["DELETE"])
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """Reach me there no more."""
    found = _own(request, pk)
    actions.remove_device(by=request.user, device=found)
    if found.is_of(request.session.session_key):
        request.session[WISH] = False
    return _back()


@require_http_methods(["PUT", "DELETE"])
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """PUT switches a device on, DELETE off."""
    is_on = request.method == "PUT"
    actions.switch_device(by=request.user, device=_own(request, pk), is_on=is_on)
    return _back()


@require_POST
@throttling.rate_limit(actions.TRIALS)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send something there."""
    actions.try_device(by=request.user, device=_own(request, pk))
    messages.success(request, _("Sent. It should arrive in a moment."))
    return _back()


@csrf_exempt
@login_not_required
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """A device says that a message arrived; the receipt itself is the proof."""
    note_receipt(request.POST.get("receipt", ""))
    return HttpResponse(status=204)


@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead on to what a notification tells of. The worker that opened this marks it read."""
    told = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    lines = lines_of(request.user, [told])
    return redirect(lines[0].preview.url if lines else "notifications")


def _back() -> HttpResponse:
    return redirect(f"{reverse('settings-notifications')}#devices")


def _own(request: HttpRequest, pk: int) -> PushDevice:
    return get_object_or_404(PushDevice.objects.visible_to(request.user), pk=pk)
