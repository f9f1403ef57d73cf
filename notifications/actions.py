"""What a person does with the own notifications."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from kit.live.hints import send_hint_to
from notifications.delivery.read_receipts import note_read
from notifications.models import Notification


@transaction.atomic
def mark_read(*, by: User, notification: Notification) -> None:
    """Note that `by` has opened what the notification tells of."""
    _mark(by, pk=notification.pk)


@transaction.atomic
def mark_all_read(*, by: User) -> None:
    """Note that `by` needs nothing of what the bell lists any more."""
    _mark(by, bell=True)


def _mark(by: User, **narrower: int) -> None:
    mine = Notification.objects.filter(recipient=by, **narrower)
    note_read(by, mine.unread())
    if mine.unread().update(read_at=timezone.now()):
        send_hint_to([by.pk], bell=1)
