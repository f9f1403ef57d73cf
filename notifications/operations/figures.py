"""What is waiting, what was sent, and how long it took: numbers, and nobody's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncHour

from kit.database import server_time
from kit.jobs import outbox
from kit.jobs.heartbeats import CLOCK, silent_for
from kit.models import OutboxEntry
from notifications.delivery.models import Delivery
from notifications.mail.models import Mail, RefusedAddress

HOURS = 24
NEVER = -1.0  # the age of what was never heard of
MOST_DELAYS = 10_000  # newest deliveries that a percentile looks at
Sent = Delivery.State.SENT


@dataclass(frozen=True)
class Hour:
    """What was done within one hour."""

    at: datetime
    mails_sent: int = 0
    mails_failed: int = 0
    pushes_sent: int = 0
    pushes_failed: int = 0


@dataclass(frozen=True)
class OperationFigures:
    """Everything the page and the metrics say. Ages and delays are seconds."""

    outbox_waiting: int
    outbox_failed: int
    outbox_age: float
    clock_age: float
    mails_waiting: int
    mails_age: float
    mails_failed: int
    addresses_off: int
    pushes_waiting: int
    push_p50: float
    push_p99: float
    hours: list[Hour]


def figures(now: datetime | None = None) -> OperationFigures:
    """The figures of this moment and of the last 24 hours, in a fixed number of queries."""
    now = now or server_time.now()
    entries = OutboxEntry.objects.aggregate(
        waiting=Count("pk", filter=Q(due_at__isnull=False)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
    )
    mails = Mail.objects.waiting().order_by("created_at").values_list("created_at", flat=True)
    delays = _delays(now)
    return OperationFigures(
        outbox_waiting=entries["waiting"],
        outbox_failed=entries["failed"],
        outbox_age=_age(outbox.oldest_due(), now),
        clock_age=silent.total_seconds() if (silent := silent_for(CLOCK)) is not None else NEVER,
        mails_waiting=mails.count(),
        mails_age=_age(mails.first(), now),
        mails_failed=Mail.objects.failed().count(),
        addresses_off=RefusedAddress.objects.off().count(),
        pushes_waiting=Delivery.objects.due(now).filter(channel=Delivery.Channel.PUSH).count(),
        push_p50=percentile(delays, 50),
        push_p99=percentile(delays, 99),
        hours=_hours(now),
    )


def percentile(values: list[float], share: int) -> float:
    """The smallest of `values`, in order, that `share` percent do not exceed; 0 of none."""
    return values[max(0, -(-len(values) * share // 100) - 1)] if values else 0.0


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _delays(now: datetime) -> list[float]:
    """Seconds from the cause to the device, of what did not wait for the end of a quiet time."""
    rows = Delivery.objects.filter(
        done_at__gte=now - timedelta(hours=HOURS),
        channel=Delivery.Channel.PUSH,
        state=Sent,
        has_waited=False,
    )
    newest = rows.order_by("-done_at").values_list(F("done_at") - F("since"), flat=True)
    return sorted(delay.total_seconds() for delay in newest[:MOST_DELAYS])


def _hours(now: datetime) -> list[Hour]:
    since = (now - timedelta(hours=HOURS - 1)).replace(minute=0, second=0, microsecond=0)
    mails = Mail.objects.filter(done_at__gte=since)
    pushes = Delivery.objects.filter(done_at__gte=since, channel=Delivery.Channel.PUSH)
    mailed = _by_hour(mails.values_list(TruncHour("done_at"), "state").annotate(n=Count("pk")))
    pushed = _by_hour(pushes.values_list(TruncHour("done_at"), "state").annotate(n=Count("pk")))
    hours = [since + timedelta(hours=n) for n in range(HOURS)]
    return [
        Hour(
            at,
            mailed.get((at, Mail.State.SENT), 0),
            mailed.get((at, Mail.State.FAILED), 0),
            pushed.get((at, Sent), 0),
            pushed.get((at, Delivery.State.FAILED), 0),
        )
        for at in reversed(hours)
    ]


def _by_hour(rows: Iterable[tuple[datetime, str, int]]) -> dict[tuple[datetime, str], int]:
    return {(at, state): count for at, state, count in rows}
