"""What the clock brings by the row: one that fails holds up no other, and is not lost."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from kit.database.outages import is_busy, outage_of

log = logging.getLogger("kit.jobs.for_each")

R = TypeVar("R")
T = TypeVar("T")


def for_each(
    rows: Iterable[R],
    work: Callable[[R], T],
    *,
    failed: Callable[[R, Exception], object] = lambda _row, _error: None,
) -> list[T]:
    """Call the atomic `work` with each of `rows`; what it returned for those that did not fail.

    One that fails is logged, handed to `failed` with its error, and stays as due as it was, so
    that the next round tries it again. Only where the database is away or full does the round end:
    nothing behind would fare better. A row that somebody else holds for too long is a failure like
    any other.
    """
    done = []
    for row in rows:
        try:
            done.append(work(row))
        except Exception as error:
            if outage_of(error) and not is_busy(error):
                raise
            about = {"work": f"{work.__module__}.{work.__qualname__}"}
            log.exception("not done", extra=about | {"row": str(getattr(row, "pk", row))})
            failed(row, error)
    return done
