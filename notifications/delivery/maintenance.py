"""What happens to deliveries later: people's hours change, devices stay silent."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from kit.database import server_time
from kit.jobs.outbox import publish
from notifications.delivery.batches import postpone, take_to_mail
from notifications.delivery.events import DeliveriesDue
from notifications.delivery.gathering import digest_times
from notifications.delivery.models import Delivery
from notifications.webpush.dismiss import close_what_was_read
from notifications.webpush.models import PushDevice

PEOPLE = 1000  # of one batch
UNREACHED = timedelta(days=1)
STALE = timedelta(days=2)
BATCH = 1000


def replan(user_id: int) -> None:
    """Let what waits for the end of quiet time wait for the end it has now; 0 means everybody."""
    waited = Delivery.objects.waiting().filter(has_waited=True, is_urgent=False)
    people = waited.filter(recipient=user_id) if user_id else waited
    ids = list(people.order_by("recipient").values_list("recipient", flat=True).distinct())
    for start in range(0, len(ids), PEOPLE):
        _replan(ids[start : start + PEOPLE])


@transaction.atomic
def _replan(people: list[int]) -> None:
    now = server_time.now()
    ends = digest_times(people, now)
    waited = Delivery.objects.waiting().filter(has_waited=True, is_urgent=False)
    rows = waited.filter(recipient__in=people, due_at__gt=now).select_for_update().order_by("pk")
    groups: dict[datetime, list[Delivery]] = defaultdict(list)
    for row in rows:
        groups[ends.get(row.recipient_id) or now].append(row)
    for end, group in groups.items():
        postpone(group, end)
    if now in groups:
        publish(DeliveriesDue())


def close_what_was_seen() -> None:
    """Have closed on devices what people have seen where it leads to: a conversation, a poll.

    Reading a message is too frequent for an event of its own, so the last day is looked over.
    """
    recent = Delivery.objects.shown().filter(done_at__gte=server_time.now() - UNREACHED)
    for pk in recent.read().order_by("recipient").values_list("recipient", flat=True).distinct():
        close_what_was_read(pk)


def mail_what_reached_nobody() -> None:
    """Let mail tell what was handed over a day ago, but that no device of the person got.

    A push service takes messages for phones that are switched off; only the device's receipt says
    that it arrived.
    """
    now = server_time.now()
    heard_of = PushDevice.objects.filter(
        user=OuterRef("recipient"), reached_at__gte=OuterRef("done_at")
    )
    handed = Delivery.objects.shown().filter(channel=Delivery.Channel.PUSH)
    old = handed.filter(done_at__lt=now - UNREACHED, done_at__gte=now - STALE)
    lost = old.filter(~Exists(heard_of), notification__read_at=None)
    while rows := list(lost.order_by("pk")[:BATCH]):
        take_to_mail(rows)
