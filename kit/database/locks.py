"""Waiting for a row that many want, without all threads of a process waiting for the same one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from kit.circuit_breaker import CircuitBreaker
from kit.database.outages import DatabaseBusy, is_busy

PAUSE_SECONDS = 2.0
_held: dict[str, CircuitBreaker] = {}  # what somebody held for longer than a request may wait


@contextmanager
def waiting_for(name: str) -> Iterator[None]:
    """Around the statement that takes the lock. Once it was waited for in vain, one request at a
    time tries whether it is free, and all others are told at once to come back."""
    breaker = _held.get(name)
    if breaker and not breaker.may_try():
        raise DatabaseBusy
    try:
        yield
    except OperationalError as error:
        if is_busy(error):
            _held.setdefault(name, CircuitBreaker(PAUSE_SECONDS)).failed()
        raise
    _held.pop(name, None)
