"""What one person gets over one channel, and writing down how that went.

Only what still waits is written down: a row that was bumped meanwhile is another one.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from kit.database import server_time
from notifications.delivery.models import Delivery
from notifications.models import Notification

log = logging.getLogger("notifications.delivery")


@dataclass(frozen=True)
class Parcel:
    """Deliveries to one person, and what they tell of, as the person may read it now."""

    user: User
    rows: list[Delivery]

    @property
    def notifications(self) -> list[Notification]:
        """What it is about."""
        return [row.notification for row in self.rows]

    @property
    def has_waited(self) -> bool:
        """Whether some of it waited for the end of quiet time."""
        return any(row.has_waited for row in self.rows)

    @property
    def since(self) -> datetime:
        """Since when the first of them has been on its way."""
        return min(row.since for row in self.rows)


def each(parcels: Iterable[Parcel], deed: Callable[[Parcel], None]) -> None:
    """Do it for every parcel; one that fails is logged, comes again, and holds up no other."""
    for parcel in parcels:
        try:
            deed(parcel)
        except Exception:
            log.exception("not delivered", extra={"rows": [row.pk for row in parcel.rows]})


def settle(rows: Iterable[Delivery], state: str, **more: Any) -> int:
    """Note that these are through; how many of them were still waiting."""
    return _waiting(rows).update(state=state, settled_at=server_time.now(), **more)


def postpone(rows: Iterable[Delivery], due_at: datetime, **more: Any) -> None:
    """Try these again then."""
    _waiting(rows).update(due_at=due_at, **more)


def _waiting(rows: Iterable[Delivery]) -> QuerySet[Delivery]:
    return Delivery.objects.waiting().filter(pk__in=[row.pk for row in rows])


@transaction.atomic
def give_up(rows: list[Delivery]) -> None:
    """Note that these failed; what was to reach a device goes by mail then."""
    settle(rows, Delivery.State.FAILED)
    mail_instead([row for row in rows if row.channel == Delivery.Channel.PUSH])


@transaction.atomic
def take_to_mail(rows: list[Delivery]) -> None:
    """Let mail tell what was handed over, but reached nobody."""
    handed = Delivery.objects.shown().filter(pk__in=[row.pk for row in rows])
    handed.update(state=Delivery.State.FAILED, is_shown=False)
    mail_instead(rows)


def mail_instead(rows: list[Delivery]) -> None:
    """Plan mails about what these were to tell, unless one is waiting."""
    now = server_time.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                notification_id=row.notification_id,
                recipient_id=row.recipient_id,
                channel=Delivery.Channel.MAIL,
                since=row.since,
                due_at=now,
                is_urgent=row.is_urgent,
                has_waited=row.has_waited,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
