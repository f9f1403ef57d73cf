"""Taking away on all devices what was read on one, and putting the number at the icon right.

Nothing is shown for it. Browsers bear that now and then; Apple's ends a subscription after the
third time, so there it stays until the next message.
"""

from urllib.parse import urlsplit

from accounts.models import User
from notifications.delivery.models import Delivery
from notifications.navigation import badge_of
from notifications.webpush.messages import closing
from notifications.webpush.models import PushDevice
from notifications.webpush.sender import Job, carry

BEARS_NO_SILENCE = "push.apple.com"


def close_what_was_read(user_id: int) -> None:
    """Have closed what devices of this person still show of what was read."""
    user = User.objects.active().filter(pk=user_id).first()
    shown = Delivery.objects.shown().filter(recipient=user_id)
    rows = list(shown.read().select_related("notification"))
    if user and rows:
        threads = {row.notification.thread for row in rows}
        is_all = len(rows) == shown.count()
        message = closing(sorted(threads), badge_of(user), is_all=is_all)
        devices = PushDevice.objects.filter(user=user, is_on=True)
        carry([Job(device, message) for device in devices if bears_silence(device)])
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(is_shown=False)


def bears_silence(device: PushDevice) -> bool:
    """Whether a message that shows nothing may be sent there."""
    host = urlsplit(device.endpoint).hostname or ""
    return not host.endswith(BEARS_NO_SILENCE)
