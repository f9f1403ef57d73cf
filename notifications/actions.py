"""What a person does with the own notifications, and what the nights do with old ones."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from kit.live.hints import push_to
from notifications.delivery.reading import note_read
from notifications.models import Cause, Notification
from notifications.telling import in_batches

KEPT = timedelta(days=90)


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
        push_to([by.pk], bell=1)


def forget_old() -> None:
    """Delete what was last bumped, or caused, more than 90 days ago, a batch at a time.

    A row that is bumped for ever would keep a cause for every message of its conversation.
    """
    before = timezone.now() - KEPT
    for ids in in_batches(Notification.objects.filter(bumped_at__lt=before)):
        Notification.objects.filter(pk__in=ids).delete()
    for ids in in_batches(Cause.objects.filter(happened_at__lt=before)):
        Cause.objects.filter(pk__in=ids).delete()
