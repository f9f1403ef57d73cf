"""A row that is held for long costs one thread, not all of them."""

import pytest
from django.db import OperationalError

from kit.database import locks
from kit.database.outages import DatabaseBusy
from tests.kit.test_outages import postgresql


@pytest.fixture(autouse=True)
def _nothing_is_held():
    locks._held.clear()


def take(name="room:1", error=None):
    with locks.waiting_for(name):
        if error:
            raise error


def test_I1_after_one_waited_in_vain_the_others_are_told_at_once(monkeypatch):
    with pytest.raises(OperationalError):
        take(error=postgresql("55P03"))
    with pytest.raises(DatabaseBusy):
        take()
    take("room:2")  # nobody waits for another room
    monkeypatch.setattr(locks._held["room:1"], "clock", lambda: float("inf"))
    take()  # one tries
    take()
    assert not locks._held


def test_another_error_is_no_lock():
    with pytest.raises(OperationalError):
        take(error=postgresql("57P01"))
    take()
