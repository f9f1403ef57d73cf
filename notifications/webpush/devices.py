"""How it goes with a device: failures make it rest, and what is gone is removed."""

from django.db.models import F
from django.db.models.functions import Coalesce

from kit.database import server_time
from kit.jobs.queue import pause
from notifications.webpush.client import PushOutcome
from notifications.webpush.models import PushDevice


def note_outcome(device: PushDevice, outcome: PushOutcome) -> None:
    """Write down how a call of `device` went."""
    if outcome.is_gone:
        remove(device)
    elif not outcome.is_taken:
        note_failure(device, outcome)
    elif device.failing_since:
        note_success(device)


def note_failure(device: PushDevice, outcome: PushOutcome) -> None:
    """Let it rest, as long as was asked for or longer with every failure; for days, and it goes."""
    now = server_time.now()
    rest = outcome.rest or pause(device.failures + 1)
    PushDevice.objects.filter(pk=device.pk).update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", now),
        rests_until=now + rest,
    )
    device.failures, device.rests_until = device.failures + 1, now + rest
    device.failing_since = device.failing_since or now
    if device.is_hopeless(now):
        remove(device)


def note_success(device: PushDevice) -> None:
    """Begin anew: the next failure is the first one."""
    fresh = {"failures": 0, "failing_since": None, "rests_until": None}
    PushDevice.objects.filter(pk=device.pk).update(**fresh)
    device.failing_since = None


def remove(device: PushDevice) -> None:
    """Forget a device that is not there any more."""
    PushDevice.objects.filter(pk=device.pk).delete()
    device.is_gone = True
