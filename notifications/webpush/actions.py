"""What people do with the devices they are reached on."""

from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.http.exceptions import Problem
from kit.http.throttling import Rate
from kit.jobs.outbox import publish
from kit.outbound.ssrf import FetchError, refuse_literal
from notifications.webpush import wishes
from notifications.webpush.encryption import refuse_bad_keys
from notifications.webpush.events import DeviceTried
from notifications.webpush.models import PushDevice

TRIALS = Rate("push-trials", 5, 60)
DEVICES = 20  # of one person
ENDPOINT_LENGTH = 1000


@transaction.atomic
def add_device(
    *,
    by: User,
    endpoint: str,
    p256dh: str,
    auth: str,
    user_agent: str = "",
    session_key: str | None = None,
) -> tuple[PushDevice, bool]:
    """Reach `by` on the device whose browser gave these; whether it is new is the second answer.

    A browser is one person's at a time: whoever adds it last.
    """
    if not by.is_active or by.is_bot:
        raise PermissionDenied
    _check(endpoint, p256dh, auth)
    if PushDevice.objects.filter(user=by).exclude(endpoint=endpoint).count() >= DEVICES:
        detail = _("You have too many devices. Remove one that you no longer use.")
        raise Problem("too_many_devices", detail, limit=DEVICES)
    session = UserSession.objects.filter(user=by, session_key=session_key).first()
    told = {"p256dh": p256dh, "auth": auth, "user_agent": user_agent[:300], "is_on": True}
    fresh = {"failures": 0, "failing_since": None, "rests_until": None}
    wishes.note(session, is_wanted=True)
    return PushDevice.objects.update_or_create(
        endpoint=endpoint, defaults={"user": by, "session": session, **told, **fresh}
    )


@transaction.atomic
def keep_device(
    *, by: User, endpoint: str, p256dh: str, auth: str, session_key: str | None = None
) -> bool:
    """Reach `by` where this browser is now, switched on or off as before; False for a stranger.

    A browser whose push service gave it a new address is known by its session.
    """
    _check(endpoint, p256dh, auth)
    mine = PushDevice.objects.select_for_update().filter(user=by)
    known = mine.filter(endpoint=endpoint)
    if not known and not PushDevice.objects.filter(endpoint=endpoint).exists():
        known = mine.filter(session__session_key=session_key, session__isnull=False)
    row = known.first()
    if row is None:
        return False
    if (row.endpoint, row.p256dh, row.auth) != (endpoint, p256dh, auth):
        fresh = {"failures": 0, "failing_since": None, "rests_until": None}
        told = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
        PushDevice.objects.filter(pk=row.pk).update(**told, **fresh)
    return True


@transaction.atomic
def switch_device(*, by: User, device: PushDevice, is_on: bool) -> None:
    """Reach `by` on this device, or not for now."""
    _refuse_others(by, device)
    PushDevice.objects.filter(pk=device.pk).update(is_on=is_on)


@transaction.atomic
def remove_device(*, by: User, device: PushDevice) -> None:
    """Forget the device; its browser heals nothing until somebody switches it on there again."""
    _refuse_others(by, device)
    wishes.note(device.session, is_wanted=False)
    PushDevice.objects.filter(pk=device.pk).delete()


@transaction.atomic
def try_device(*, by: User, device: PushDevice) -> None:
    """Send something there, to see whether it works."""
    _refuse_others(by, device)
    publish(DeviceTried(device_id=device.pk))


def _refuse_others(by: User, device: PushDevice) -> None:
    if device.user_id != by.pk or not by.is_active:
        raise PermissionDenied


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    """A Problem unless a message could be sealed for these, and sent to a machine out there."""
    try:
        if len(endpoint) > ENDPOINT_LENGTH or not _is_secret(endpoint):
            raise FetchError("address")
        refuse_literal(endpoint)
        refuse_bad_keys(p256dh, auth)
    except FetchError as error:
        detail = _("This is not the address of a push service.")
        raise Problem("bad_endpoint", detail, field="endpoint") from error
    except ValueError as error:
        raise Problem("bad_keys", _("These keys are not valid."), field="p256dh") from error


def _is_secret(endpoint: str) -> bool:
    """Whether the way there is closed to others; inside the own network it need not be."""
    parts = urlsplit(endpoint)
    return parts.scheme == "https" or parts.hostname in settings.OUTGOING_INTERNAL_HOSTS
