"""What the engine does when something has happened: sending what is due, following people."""

from accounts.events import (
    AvailabilityChanged,
    PersonDeactivated,
    PersonReactivated,
    ProfileChanged,
)
from kit.jobs.outbox import on
from notifications.delivery.events import DeliveriesDue, NotificationsRead
from notifications.delivery.maintenance import replan
from notifications.delivery.sending import deliver_due
from notifications.digest import actions
from notifications.digest.build import make_digests
from notifications.digest.events import DigestsDue
from notifications.mail.events import MailsWaiting
from notifications.mail.queue import drop_mails_of
from notifications.mail.sending import send_in_turns
from notifications.webpush.dismiss import close_what_was_read
from notifications.webpush.events import DeviceTried
from notifications.webpush.messages import trial
from notifications.webpush.models import PushDevice
from notifications.webpush.sender import Job, carry


@on(DeliveriesDue)
def send_due(event: DeliveriesDue) -> None:
    """Send it, and whatever else is due."""
    deliver_due()


@on(AvailabilityChanged)
def send_sooner_or_later(event: AvailabilityChanged) -> None:
    """Let what waits follow the hours that people have now."""
    replan(event.user_id)


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


@on(MailsWaiting)
def send_mails(event: MailsWaiting) -> None:
    """Send a batch; the next one is further work, so that other work comes in between."""
    send_in_turns()


@on(PersonDeactivated)
def drop_mails(event: PersonDeactivated) -> None:
    """Send nothing more to a person who has left."""
    drop_mails_of(event.user_id)


@on(DigestsDue)
def make_due_digests(event: DigestsDue) -> None:
    """Make what is due in a range of people; done twice, the second time finds nothing."""
    make_digests(event.first_id, event.last_id)


@on(ProfileChanged)
def plan_again(event: ProfileChanged) -> None:
    """The time zone may be another one."""
    actions.plan_again(event.user_id)


@on(PersonReactivated)
def begin_anew(event: PersonReactivated) -> None:
    """Who was away for long is told what happens from now on."""
    actions.begin_anew(event.user_id)
