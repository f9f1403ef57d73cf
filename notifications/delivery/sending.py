"""Sending what is due: taken in chunks of people, asked again whether it may be sent, handed over.

Everything here may run twice, at the same time, or end in the middle. A row that was taken comes
back by itself when its worker dies; what is sent again replaces what is shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from kit.database import server_time
from kit.database.prepared import prepared
from kit.jobs.for_each import for_each
from notifications.delivery.batches import RecipientBatch, finish_deliveries, postpone, retry_later
from notifications.delivery.gathering import digest_times
from notifications.delivery.models import Delivery
from notifications.mail.notification_mail import mail_of_notifications
from notifications.models import Notification
from notifications.webpush import sender as push

K = TypeVar("K")
State = Delivery.State
PEOPLE = 500  # of one chunk


def deliver_due(now: datetime | None = None) -> None:
    """Send everything whose time has come."""
    while rows := take(now or server_time.now()):
        dispatch(rows, now or server_time.now())


def take(now: datetime) -> list[Delivery]:
    """Reserve what is due for some people: all of a person's at once, or the summary would come in
    two."""
    return Delivery.objects.claim(PEOPLE, now, together="recipient")


def dispatch(rows: list[Delivery], now: datetime) -> None:
    """Send these, as far as they may be sent now."""
    awake = _awake(rows, now)
    for channel, send in SENDERS.items():
        send(list(_batches(row for row in awake if row.channel == channel)))


def _awake(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """What is left when everything for people in quiet time has been set aside until its end."""
    calm = [row for row in rows if not row.is_urgent]
    ends = digest_times({row.recipient_id for row in calm}, now)
    asleep = {row: end for row in calm if (end := ends.get(row.recipient_id))}
    for end, group in _grouped(asleep, asleep.__getitem__).items():
        postpone(group, end, has_waited=True, attempts=F("attempts") - 1)
    return [row for row in rows if row not in asleep]


def _batches(rows: Iterable[Delivery]) -> Iterator[RecipientBatch]:
    """What each person gets, without what may not be read any more or was read already."""
    of_person = _grouped(rows, lambda row: row.recipient_id)
    people = User.objects.active().in_bulk(of_person)
    for pk, own in of_person.items():
        batch = RecipientBatch(people[pk], _readable(people[pk], own)) if pk in people else None
        finish_deliveries([row for row in own if not batch or row not in batch.rows], State.DROPPED)
        if batch and batch.rows:
            yield batch


def _readable(user: User, rows: list[Delivery]) -> list[Delivery]:
    """Those of `rows` whose notification `user` may and need still read."""
    found = {one.pk: one for one in still_unread(user, [row.notification_id for row in rows])}
    kept = [row for row in rows if row.notification_id in found]
    for row in kept:
        row.notification = found[row.notification_id]
    return kept


@prepared
def still_unread(user: User, ids: Sequence[int]) -> QuerySet[Notification]:
    """Those of these notifications that `user`, who is active, may read now and has not read."""
    return Notification.objects.visible_to(user).unread().filter(pk__in=ids).order_by()


def _grouped(rows: Iterable[Delivery], key: Callable[[Delivery], K]) -> dict[K, list[Delivery]]:
    groups: dict[K, list[Delivery]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


# --- who carries it ------------------------------------------------------------------------------
def by_mail(batches: list[RecipientBatch]) -> None:
    """Queue one mail for each person; who takes no mails is not waited for."""
    for_each(batches, mail_to, failed=retry_later)


@transaction.atomic
def mail_to(batch: RecipientBatch) -> None:
    """Queue a mail, and note it in the same moment."""
    mail = mail_of_notifications(batch.user, batch.notifications, batch.has_waited)
    finish_deliveries(batch.rows, State.SENT if mail else State.DROPPED)


SENDERS: dict[str, Callable[[list[RecipientBatch]], None]] = {
    Delivery.Channel.PUSH: push.send,
    Delivery.Channel.MAIL: by_mail,
}
