"""The outbox: work that must not be lost, written down in the transaction of its cause.

An action calls `publish(event)`; after the commit every handler registered with `@on(Event)` runs
at least once, in the background. Handlers are repeatable: they may run twice, at the same time or
a day later, with the effect of once.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import close_old_connections, connection, transaction

from kit import facts
from kit.database import server_time
from kit.database.bulk import insert
from kit.jobs import queue
from kit.jobs.retention import forget_old
from kit.models import OutboxEntry, OutboxQuerySet

log = logging.getLogger("kit.jobs.outbox")

OVERDUE = timedelta(minutes=2)


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses carry ids only: no text, no names, no objects."""

    changes_facts: ClassVar[bool] = False  # afterwards what is kept of anybody may be wrong
    handlers: ClassVar[dict[str, "Handler"]] = {}
    immediate: ClassVar[list["Handler"]] = []  # within the transaction, never afterwards

    def __init_subclass__(cls) -> None:
        cls.handlers, cls.immediate = {}, []


Handler = Callable[[Any], None]
H = TypeVar("H", bound=Callable)


def label(event: type) -> str:
    """The name under which an event is stored: `feed.PostLiked`."""
    return f"{event.__module__.partition('.')[0]}.{event.__name__}"


def events() -> dict[str, type[Event]]:
    """All that installed apps know, by the name under which they are stored."""
    return {label(event): event for event in Event.__subclasses__()}


def on(event: type[Event]) -> Callable[[H], H]:
    """Register the decorated function as a handler of `event` (in `<app>/handlers.py`)."""

    def register(handler: H) -> H:
        event.handlers[f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def at_once(event: type[Event]) -> Callable[[H], H]:
    """Register the decorated function to run in the transaction that publishes `event`: for what
    may not be true for a moment longer. It costs the writer its time, and fails with it."""

    def register(handler: H) -> H:
        event.immediate.append(handler)
        return handler

    return register


# --- writing -------------------------------------------------------------------------------------
def publish(event: Event) -> None:
    """Write `event` down in the running transaction; hand it over once that has committed."""
    for handler in event.immediate:
        handler(event)
    now = server_time.now()
    insert(OutboxEntry(event=label(type(event)), payload=asdict(event), created_at=now, due_at=now))
    if event.changes_facts:
        facts.outdate_everybody()
    if not any(hook is hand_over for _, hook, *_ in connection.run_on_commit):
        transaction.on_commit(hand_over, robust=True)


def hand_over() -> None:
    """Tell a worker that there is work. May fail silently: the sweeper tells it again."""
    if settings.EMBEDDED:
        from kit.jobs.scheduler import wake
    else:
        from kit.tasks import wake
    wake()  # neither waits nor raises


# --- working -------------------------------------------------------------------------------------
def work(limit: int = 100) -> int:
    """Take and run up to `limit` due rows, one after the other; return how many were taken."""
    for taken in range(limit):
        entry = take()
        if entry is None:
            return taken
        run(entry)
    return limit


def take() -> OutboxEntry | None:
    """Reserve the longest waiting due row for this worker, or nothing."""
    return next(iter(OutboxEntry.objects.claim(1)), None)


def run(entry: OutboxEntry) -> None:
    """Run every handler of `entry` that has not finished; one that fails holds up no other."""
    handlers = events().get(entry.event, Event).handlers
    problems = [
        problem
        for name, handler in handlers.items()
        if name not in entry.finished and (problem := attempt(entry, name, handler))
    ]
    if problems:
        OutboxEntry.objects.retry_later([entry], "\n".join(problems))
    else:
        OutboxEntry.objects.these([entry]).finish(problem="")


def attempt(entry: OutboxEntry, name: str, handler: Handler) -> str:
    """Run one handler and remember that it finished; otherwise return what went wrong."""
    try:
        handler(restored(entry))
    except Exception as error:
        log.warning("handler failed", exc_info=True, extra={"event": entry.event, "handler": name})
        return f"{name}: {described(error)}"
    if len(events()[entry.event].handlers) > 1:  # with a single handler the row itself says it
        remember(entry, name)
    return ""


def restored(entry: OutboxEntry) -> Event:
    """The event as it was published; fields that an older or newer version knew are left out."""
    event = events()[entry.event]
    known = {field.name for field in fields(event)}
    return event(**{k: frozen(value) for k, value in entry.payload.items() if k in known})


def frozen(value: object) -> object:
    """JSON knows lists only; events carry tuples."""
    return tuple(value) if isinstance(value, list) else value


@transaction.atomic
def remember(entry: OutboxEntry, name: str) -> None:
    """Add `name` to the finished handlers, beside what another worker may have added meanwhile."""
    row = OutboxEntry.objects.select_for_update().filter(pk=entry.pk).first()
    if row:
        entry.finished = [*row.finished, name]
        OutboxEntry.objects.filter(pk=entry.pk).update(finished=entry.finished)


def described(error: Exception) -> str:
    """Kind and place of an error, never its words: they may quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"


# --- sweeping ------------------------------------------------------------------------------------
def sweep() -> int:
    """Give up what kills its workers, in every queue; hand over what nobody took within two
    minutes; forget old finished rows. Returns the number of overdue rows."""
    now = server_time.now()
    queue.give_up_lost(now)
    overdue = OutboxEntry.objects.due(now - OVERDUE).count()
    if OutboxEntry.objects.due(now).exists():
        hand_over()
    forget_old(OutboxEntry)  # too many in a day to be left to the night
    return overdue


def retry(entries: OutboxQuerySet) -> int:
    """Start given-up rows anew; returns how many. Finished handlers stay finished."""
    count = entries.start_anew()
    if count:
        transaction.on_commit(hand_over, robust=True)
    return count


def oldest_due() -> datetime | None:
    """Since when the longest waiting row has been due, or nothing when none is."""
    first = OutboxEntry.objects.due(server_time.now()).first()
    return first.due_at if first else None


def drain() -> None:
    """Work until nothing is due, with fresh database connections around it."""
    close_old_connections()
    while work():
        pass
    close_old_connections()
