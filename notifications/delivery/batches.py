"""What one person gets over one channel, and writing down how that went.

Only what still waits is written down: a row that was bumped meanwhile is another one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from kit.jobs.outbox import described
from notifications.delivery.models import Delivery
from notifications.models import Notification


@dataclass(frozen=True)
class RecipientBatch:
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


def retry_later(batch: RecipientBatch, error: Exception) -> None:
    """Let these come again after their pause."""
    Delivery.objects.retry_later(batch.rows, described(error))


def finish_deliveries(rows: Iterable[Delivery], state: str, **more: Any) -> int:
    """Note that these are through; how many of them were still waiting."""
    return Delivery.objects.these(rows).finish(state=state, **more)


def postpone(rows: Collection[Delivery], due_at: datetime, **more: Any) -> None:
    """Send these then; that is no attempt that failed."""
    Delivery.objects.held(rows).update(due_at=due_at, **more)


@transaction.atomic
def take_to_mail(rows: list[Delivery]) -> None:
    """Let mail tell what was handed over, but reached nobody."""
    handed = Delivery.objects.shown().these(rows)
    handed.update(state=Delivery.State.FAILED, is_shown=False)
    Delivery.objects.mail_instead(rows)
