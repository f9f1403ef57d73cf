"""What is to be sent, planned in the transaction of what happened."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from kit.database import server_time
from kit.jobs.outbox import publish
from notifications.delivery.events import DeliveriesDue
from notifications.delivery.gathering import digest_times
from notifications.delivery.models import Delivery

if TYPE_CHECKING:
    from notifications.notify import Notice

Key = tuple[int, str]  # a notification and a channel
ChannelsByPerson = Mapping[int, Collection[str]]  # person to channels
Channel = Delivery.Channel


def schedule(rows: Mapping[int, int], notice: "Notice", channels: ChannelsByPerson) -> None:
    """Plan to reach the people of `rows` (notification to recipient), who are told of `notice`.

    On the channels each of them wants, now or at the end of their quiet time. The caller holds
    the lock of the notifications.
    """
    now = server_time.now()
    if not (keys := list(_keys(rows, notice, channels))):
        return
    waited = _taken_back(keys)
    people = {rows[pk] for pk, _channel in keys}
    ends = {} if notice.is_urgent else digest_times(people, now)
    planned = [_planned(key, rows[key[0]], waited.get(key), ends, notice, now) for key in keys]
    Delivery.objects.bulk_create(planned)
    if not all(delivery.has_waited for delivery in planned):
        publish(DeliveriesDue())


def _planned(
    key: Key,
    recipient: int,
    waited: Delivery | None,
    ends: Mapping[int, datetime | None],
    notice: "Notice",
    now: datetime,
) -> Delivery:
    """A new row; what waited until now lends it its age and its urgency."""
    is_urgent = notice.is_urgent or bool(waited and waited.is_urgent)
    end = None if is_urgent else ends.get(recipient)
    return Delivery(
        notification_id=key[0],
        channel=key[1],
        recipient_id=recipient,
        since=waited.since if waited else now,
        due_at=end or now,
        is_urgent=is_urgent,
        has_waited=end is not None,
    )


def _keys(rows: Mapping[int, int], notice: "Notice", channels: ChannelsByPerson) -> Iterator[Key]:
    """What is wanted; something urgent goes to the devices whatever is wanted."""
    for pk, recipient in rows.items():
        wanted = channels.get(recipient, ())
        for channel in Channel:
            if channel in wanted or (notice.is_urgent and channel == Channel.PUSH):
                yield pk, channel


def _taken_back(keys: list[Key]) -> dict[Key, Delivery]:
    """Take back what waits in the place of these; what it was is the answer."""
    waiting = Delivery.objects.waiting().filter(notification__in={pk for pk, _channel in keys})
    known = set(keys)
    found = {(row.notification_id, row.channel): row for row in waiting}
    found = {key: row for key, row in found.items() if key in known}
    Delivery.objects.filter(pk__in=[row.pk for row in found.values()]).delete()
    return found
