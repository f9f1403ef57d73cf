"""What devices are told besides news, and whose devices are forgotten."""

from accounts.events import PersonDeactivated
from kit.jobs.outbox import on
from notifications.delivery.events import NotificationsRead
from notifications.webpush.closing import close_what_was_read
from notifications.webpush.events import DeviceTried
from notifications.webpush.messages import trial
from notifications.webpush.models import PushDevice
from notifications.webpush.sender import Job, carry


@on(DeviceTried)
def send_trial(event: DeviceTried) -> None:
    """Send it once; one that fails is not repeated, the person tries again."""
    devices = PushDevice.objects.filter(pk=event.device_id).select_related("user")
    carry([Job(device, trial(device.user)) for device in devices])


@on(NotificationsRead)
def close_read(event: NotificationsRead) -> None:
    """Take away on all devices what was read on one."""
    close_what_was_read(event.user_id)


@on(PersonDeactivated)
def forget_devices(event: PersonDeactivated) -> None:
    """Who has left is reached nowhere; the sessions and most devices went in the same moment."""
    PushDevice.objects.filter(user=event.user_id, user__is_active=False).delete()
