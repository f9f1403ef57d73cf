"""A durable queue: rows of any table that wait until a worker has dealt with them.

A model becomes a queue by extending `QueuedRow` and giving its manager the methods of
`QueueQuerySet`. Claiming a row moves `due_at` to the end of a lease and nothing else says that it
is taken: a worker that dies loses its rows to the next one by itself. So work happens at least
once, and whoever works must bear that it happens twice.

Work that changes nothing outside of this database needs no lease: it is one transaction that holds
its rows (`unlocked`), and a worker that dies in it has done nothing.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, Generic, Self, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from kit.database import server_time

log = logging.getLogger("kit.jobs.queue")

R = TypeVar("R", bound="QueuedRow")
M = TypeVar("M", bound=models.Model)

LEASE = timedelta(minutes=5)  # after that long the worker of a claimed row counts as dead
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
KEEP_TRYING = timedelta(hours=24)
SWEPT = 1000  # rows of each queue that a sweep gives up at most


def pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 1 minute, 2, 4 … at most an hour."""
    return min(SHORTEST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def lease(attempts: int) -> timedelta:
    """How long the worker of that attempt owns a row; one that kills its workers comes back after
    growing pauses, like any other failure."""
    return max(LEASE, pause(attempts))


def _most_attempts() -> int:
    """How many attempts fill 24 hours of trying, however long no worker was there at all."""
    waited, attempts = timedelta(), 1
    while waited < KEEP_TRYING:
        waited, attempts = waited + pause(attempts), attempts + 1
    return attempts


MOST_ATTEMPTS = _most_attempts()


class QueueQuerySet(models.QuerySet[R], Generic[R]):
    """Rows of a queue by what is left to do with them, and how their state changes."""

    def waiting(self) -> Self:
        """Rows that are not done, dropped or given up."""
        return self.filter(due_at__isnull=False)

    def due(self, now: datetime | None = None) -> Self:
        """Rows whose turn has come, the longest waiting first."""
        return self.filter(due_at__lte=now or server_time.now()).order_by("due_at", "pk")

    def failed(self) -> Self:
        """Rows that were given up and wait for an administrator."""
        raise NotImplementedError

    def these(self, rows: Iterable[R]) -> Self:
        """The stored rows of `rows`."""
        return self.filter(pk__in=[row.pk for row in rows])

    def held(self, rows: Collection[R]) -> Self:
        """Those of `rows` that this worker still owns: nobody has claimed or moved them since."""
        return self.these(rows).filter(due_at__in={row.due_at for row in rows})

    # --- taking ----------------------------------------------------------------------------------
    def claim(self, limit: int, now: datetime | None = None, *, together: str = "") -> list[R]:
        """Reserve up to `limit` due rows for this worker, the longest waiting first.

        Rows another worker is just claiming are skipped; on SQLite the immediate transaction is
        the lock, so it is opened only when something is due. `together` names a column whose equal
        values must not be shared among workers: then `limit` counts values, each comes with all
        its due rows, and nothing is skipped.
        """
        now = now or server_time.now()
        due = self.due(now).filter(attempts__lt=MOST_ATTEMPTS)
        if not together:
            return self._lease(unlocked(due)[:limit], now) if due.exists() else []
        values = set(due.values_list(together, flat=True)[:limit])
        rows = due.filter(**{f"{together}__in": values}).order_by("pk")
        return self._lease(rows.select_for_update(), now) if values else []

    @transaction.atomic
    def _lease(self, rows: Iterable[R], now: datetime) -> list[R]:
        rows = list(rows)
        for row in rows:
            row.attempts += 1
            row.due_at = now + lease(row.attempts)
        ends = [
            When(attempts=attempts - 1, then=Value(now + lease(attempts)))
            for attempts in {row.attempts for row in rows}
        ]
        if ends:
            due_at = Case(*ends, output_field=models.DateTimeField())
            self.model._base_manager.filter(pk__in=[row.pk for row in rows]).update(
                attempts=F("attempts") + 1, due_at=due_at
            )
        return rows

    # --- ends ------------------------------------------------------------------------------------
    def finish(self, **columns: Any) -> int:
        """End those of these that wait: who says so first is right, whoever holds them."""
        return self.waiting().update(due_at=None, done_at=server_time.now(), **columns)

    def retry_later(
        self, rows: Collection[R], problem: str, *, at: datetime | None = None, **columns: Any
    ) -> None:
        """Let these wait, until `at` or for a growing pause; give up those that waited often."""
        self.give_up([row for row in rows if row.attempts >= MOST_ATTEMPTS], problem)
        again = [row for row in rows if row.attempts < MOST_ATTEMPTS]
        longest = max((pause(row.attempts) for row in again), default=SHORTEST_PAUSE)
        due_at = at or server_time.now() + longest
        self.held(again).update(due_at=due_at, problem=problem, **columns)

    def give_up(self, rows: Collection[R], problem: str = "") -> int:
        """Note that these have failed for good; returns how many this worker still held.

        Without a `problem` the last one stays.
        """
        failure = self.model.failure(server_time.now()) | ({"problem": problem} if problem else {})
        lost = self.held(rows).update(due_at=None, **failure)
        if lost:
            about = {"queue": self.model._meta.label, "rows": [row.pk for row in rows]}
            log.error("given up", extra=about)
        return lost

    def give_up_lost(self, now: datetime | None = None) -> int:
        """Give up rows whose last attempt nobody has lived to report."""
        return self.give_up(list(self.due(now).filter(attempts__gte=MOST_ATTEMPTS)[:SWEPT]))

    def start_anew(self) -> int:
        """Begin the given-up ones among these again, as if never tried; returns how many."""
        fresh = self.model.failure(None)
        return self.failed().update(due_at=server_time.now(), attempts=0, **fresh)


class QueuedRow(models.Model):
    """A row that waits for a worker. `due_at` says when it is to be claimed next; it is empty once
    nothing is left to do, however that came."""

    due_at = models.DateTimeField(_("next attempt"), null=True, default=server_time.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.TextField(_("last problem"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        abstract = True

    @classmethod
    def failure(cls, at: datetime | None) -> dict[str, Any]:
        """The columns that say that a row was given up at that moment, or that it was not."""
        raise NotImplementedError

    def renew(self, **columns: Any) -> bool:
        """Own this row for another lease; False when it has become another worker's."""
        held = type(self)._base_manager.filter(pk=self.pk, due_at=self.due_at)
        self.due_at = server_time.now() + lease(self.attempts)
        return bool(held.update(due_at=self.due_at, **columns))


def queues() -> list[type[QueuedRow]]:
    """Every durable queue of this installation."""
    return [model for model in apps.get_models() if issubclass(model, QueuedRow)]


def give_up_lost(now: datetime | None = None) -> int:
    """Give up, in every queue, what kills its workers; returns how many rows."""
    return sum(queue.objects.give_up_lost(now) for queue in queues())  # type: ignore[attr-defined]


def unlocked(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Lock `rows` until the transaction ends, without those that another worker has locked."""
    return rows.select_for_update(skip_locked=True, of=("self",))
