"""What an error of the database or of a disk means for the person: away, full or busy.

None of the three is a breakdown: the answer is 503 with a pause after which it is worth trying
again, and drawing it asks neither database nor session, for they may be what is away.
"""

import errno
import sqlite3
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from kit.http.exceptions import Unavailable

FULL_FILES = {errno.ENOSPC, errno.EDQUOT}
# SQLSTATEs of PostgreSQL, by their beginning
FULL_STATES = ("53100",)  # disk_full
BUSY_STATES = ("55P03", "57014", "40P01", "40001")  # waited for a lock, for itself, for each other
# connection, resources, shutdown, a standby that takes no writes, a dead disk
AWAY_STATES = ("08", "53", "57P", "25P03", "25006", "58")
# names of SQLite's results, by their beginning
FULL_RESULTS = ("SQLITE_FULL",)
BUSY_RESULTS = ("SQLITE_BUSY", "SQLITE_LOCKED")
AWAY_RESULTS = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")


class DatabaseAway(Unavailable):
    """The database does not answer, or is just starting."""


class Full(Unavailable):
    """There is no room to store anything; reading goes on."""

    code = "full"
    detail = _("The disk is full. You can read, but nothing can be saved at the moment.")
    retry_after = 60


class DatabaseBusy(Unavailable):
    """Somebody else holds what this request needs for longer than it may wait."""

    code = "busy"
    detail = _("The intranet is very busy right now. Please try again in a few seconds.")
    retry_after = 2


def outage_of(exception: BaseException) -> Unavailable | None:
    """What is away if `exception` comes from that; None for every other error."""
    if isinstance(exception, OSError) and exception.errno in FULL_FILES:
        return Full()
    if not isinstance(exception, DatabaseError | InterfaceError):
        return None
    cause = exception.__cause__
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    return _of_postgresql(exception, getattr(cause, "sqlstate", None))


def is_busy(exception: BaseException) -> bool:
    """Whether a lock was waited for in vain."""
    return isinstance(outage_of(exception), DatabaseBusy)


def _of_sqlite(cause: Any) -> Unavailable | None:
    return _by_name(cause.sqlite_errorname, FULL_RESULTS, BUSY_RESULTS, AWAY_RESULTS)


def _of_postgresql(exception: BaseException, state: str | None) -> Unavailable | None:
    if state is None:  # the server never came to say anything: no connection, or one that broke
        is_lost = isinstance(exception, OperationalError | InterfaceError)
        return DatabaseAway() if is_lost else None
    return _by_name(state, FULL_STATES, BUSY_STATES, AWAY_STATES)


def _by_name(name: str, full: Any, busy: Any, away: Any) -> Unavailable | None:
    kinds = {Full: full, DatabaseBusy: busy, DatabaseAway: away}
    return next((kind() for kind, names in kinds.items() if name.startswith(names)), None)
