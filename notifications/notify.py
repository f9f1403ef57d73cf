"""Writing notifications, and taking back what has no cause any more.

Both are called by handlers and may run twice, at the same time, or late: the causes decide what
is new, under the lock of their notifications.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Now

from accounts.models import User
from kit.database.bulk import insert_select_ignore
from kit.live.hints import send_hint_to
from notifications.delivery.planning import schedule
from notifications.kinds import NotificationKind
from notifications.models import Cause, Notification
from notifications.preferences.resolve import candidates, channels_for, needing_a_row
from notifications.preferences.topics import NotificationChannel

BATCH = 1000
NOBODY = 0  # the id of no person
SHOWN = (
    NotificationChannel.BELL,
    NotificationChannel.DIGEST,
)  # the channels that are columns of a row
ChannelsByPerson = dict[int, set[NotificationChannel]]


@dataclass(frozen=True)
class Notice:
    """Something that happened, for whoever is to be told."""

    kind: NotificationKind
    thread: str
    target: str
    target_id: int
    actor_id: int
    at: datetime
    places: tuple[str, ...] = ()  # where it happened: "space:7", "chat:3"
    cause: tuple[str, int] | None = None  # what is new, where that is not the target
    is_urgent: bool = False  # rings in quiet time too

    @property
    def target_columns(self) -> dict[str, Any]:
        """What the row leads to."""
        return {"target": self.target, "target_id": self.target_id, "actor": self.actor_id}

    @property
    def cause_columns(self) -> dict[str, Any]:
        """What makes it the same thing when it is told again."""
        target, pk = self.cause or (self.target, self.target_id)
        return {"target": target, "target_id": pk, "actor": self.actor_id}


def notify(notice: Notice, readers: QuerySet[User], *, exclude: int) -> None:
    """Tell all of `readers` except bots and the person `exclude`, who did it.

    In order of ids, a batch at a time; each of them takes the same number of statements.
    """
    people = readers.filter(is_active=True, is_bot=False).exclude(pk=exclude)
    for ids in in_batches(people.filter(candidates(notice.kind, notice.places))):
        _notify_batch(notice, ids)


def in_batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """The ids of `rows`, ascending."""
    last = 0
    while ids := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True).distinct()[:BATCH]
    ):
        yield ids
        last = ids[-1]


@transaction.atomic
def _notify_batch(notice: Notice, ids: list[int]) -> None:
    channels = channels_for(notice.kind, notice.places, ids, notice.thread)
    channels = needing_a_row(notice.kind, channels)
    if not channels:
        return
    rows = _rows(notice, channels)
    same = Cause.objects.filter(notification__in=rows, **notice.cause_columns)
    told = set(same.values_list("notification", flat=True))
    fresh = {pk: recipient for pk, recipient in rows.items() if pk not in told}
    if not fresh:
        return
    bumped = Notification.objects.filter(pk__in=fresh)
    insert_select_ignore(
        Cause, bumped, notification=F("pk"), happened_at=notice.at, **notice.cause_columns
    )
    bumped.update(
        bumped_at=Greatest(F("bumped_at"), notice.at),
        read_at=None,
        told_in=None,
        actor_count=_actors(),
        **_switches(channels),
        **notice.target_columns,
    )
    _replace(notice, channels)
    schedule(fresh, notice, channels)
    _ring(fresh.values())


def _replace(notice: Notice, channels: ChannelsByPerson) -> None:
    """Show only the latest of a thread: what it replaces is read, and shown no more."""
    if replaced := notice.kind.replaces:
        older = Notification.objects.filter(recipient__in=channels, thread=notice.thread)
        older = older.filter(kind__in=replaced)
        older.update(bell=False, digest=False, read_at=Coalesce("read_at", Now()))


def _rows(notice: Notice, channels: ChannelsByPerson) -> dict[int, int]:
    """The notifications of these people, made where missing and locked: id to recipient."""
    insert_select_ignore(
        Notification,
        User.objects.filter(pk__in=channels),
        recipient=F("pk"),
        kind=notice.kind.name,
        thread=notice.thread,
        created_at=notice.at,
        bumped_at=notice.at,
        **notice.target_columns,
    )
    rows = Notification.objects.filter(
        recipient__in=channels, kind=notice.kind.name, thread=notice.thread
    )
    return dict(rows.select_for_update().order_by("pk").values_list("pk", "recipient"))


def _switches(channels: ChannelsByPerson) -> dict[str, Case]:
    """Where the rows of these people are shown."""
    shown = {name: [pk for pk, own in channels.items() if name in own] for name in SHOWN}
    return {
        name: Case(When(recipient__in=ids, then=Value(True)), default=Value(False))
        for name, ids in shown.items()
    }


def _actors() -> Coalesce:
    """How many different people the causes of the outer row name."""
    causes = Cause.objects.filter(notification=OuterRef("pk")).order_by().values("notification")
    counted = causes.annotate(n=Count("actor", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def withdraw(causes: QuerySet[Cause]) -> None:
    """Take `causes` back: rows without a cause go, the others tell of what is left."""
    touched = Notification.objects.filter(pk__in=causes.values("notification"))
    for ids in in_batches(touched):
        _withdraw_batch(causes, ids)


@transaction.atomic
def _withdraw_batch(causes: QuerySet[Cause], ids: list[int]) -> None:
    rows = Notification.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    recipients = list(rows.values_list("recipient", flat=True))
    causes.filter(notification__in=ids).delete()
    left = Cause.objects.filter(notification=OuterRef("pk")).order_by("-happened_at", "-pk")[:1]
    changed = Notification.objects.filter(pk__in=ids)
    changed.filter(causes=None).delete()
    changed.update(
        target=Subquery(left.values("target")),
        target_id=Subquery(left.values("target_id")),
        actor_id=Subquery(left.values("actor")),
        actor_count=_actors(),
    )
    _ring(recipients)


def _ring(recipients: Iterable[int]) -> None:
    """Tell open windows of these people that their number may have changed."""
    send_hint_to(recipients, bell=1)
