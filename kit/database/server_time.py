"""The time that all processes of an installation share: that of the database.

Moments that one process writes down and another compares with its own clock (when work is due,
until when it is taken) must not come from the clock of a machine: on a replica a day ahead they
would lie a day in the future for all others. How far this machine is off is measured when a
connection to PostgreSQL begins; with SQLite there is one machine.

Smaller differences stay, and the clock of SQLite counts whole milliseconds: what begins the moment
it is written is asked for with `NowAnywhere()`, or its author would not see it at once.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.signals import connection_created
from django.db.models.functions import Now
from django.utils import timezone

log = logging.getLogger("kit.database.server_time")

MEASURED_EVERY = 60.0  # seconds; the pool of the sockets hands out a connection for every question
TOLERANCE = timedelta(seconds=2)  # clocks that are set over the network are closer than that
_ahead = timedelta()  # how far this machine's clock is ahead of the database's
_measured_at: float | None = None  # by the clock that nobody sets


def now() -> datetime:
    """This moment by the clock of the database, without asking it."""
    return timezone.now() - _ahead


def ahead() -> timedelta:
    """How far this machine's clock is ahead of the database's."""
    return _ahead


class NowAnywhere(Now):
    """What no clock of this installation is ahead of: in a question, whether something has begun.

    `published_at__lte=NowAnywhere()` finds what was published just now on the machine whose clock
    is the furthest ahead, and what is planned at most that much (`TOLERANCE`) too early.
    """

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The clock of the database and the tolerance."""
        seconds = round(TOLERANCE.total_seconds())
        context["template"] = f"(STATEMENT_TIMESTAMP() + INTERVAL '{seconds} seconds')"
        return self.as_sql(compiler, connection, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same, reckoned once for all rows; escaped as Django escapes its own `Now`."""
        day, clock = "%%%%Y-%%%%m-%%%%d", "%%%%H:%%%%M:%%%%f"
        seconds = round(TOLERANCE.total_seconds())
        context["template"] = f"(SELECT STRFTIME('{day} {clock}', 'NOW', '+{seconds} seconds'))"
        return self.as_sql(compiler, connection, **context)


def measure(connection: Any) -> None:
    """Hold this machine's clock against the database's."""
    global _ahead, _measured_at
    began, clock = time.time(), time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (there,) = cursor.fetchone()
    half_way = (time.monotonic() - clock) / 2
    off = timedelta(seconds=began + half_way - there)
    _ahead, _measured_at = off if abs(off) > TOLERANCE else timedelta(), time.monotonic()
    if _ahead:
        log.warning("this machine's clock is wrong", extra={"ahead": round(off.total_seconds())})


def _measure_sometimes(connection: Any, **_: Any) -> None:
    if connection.vendor != "postgresql":
        return
    if _measured_at is None or time.monotonic() - _measured_at > MEASURED_EVERY:
        measure(connection)


connection_created.connect(_measure_sometimes, dispatch_uid="kit.database.server_time")
