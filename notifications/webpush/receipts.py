"""Receipts: a device says that a message arrived, without anybody being signed in there.

A push service takes messages for phones that are switched off. Only the device knows.
"""

from django.core import signing

from kit.database import server_time
from notifications.webpush.models import PushDevice

SALT = "push receipt"
VALID_SECONDS = 2 * 86_400


def receipt_for(device: PushDevice) -> str:
    """What the device sends back."""
    return signing.dumps(device.pk, salt=SALT)


def note_receipt(receipt: str) -> None:
    """Note that the device was reached; what we did not write is ignored."""
    try:
        pk = signing.loads(receipt, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return
    PushDevice.objects.filter(pk=pk).update(reached_at=server_time.now())
