"""The demo company, and its index, at a moment that never changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.demo.conftest import nordwerk as filled

TOLD = datetime(2024, 6, 3, 10, tzinfo=UTC)  # a Monday noon in Lübeck, long ago for every clock


@contextmanager
def at_moment(moment: datetime) -> Iterator[None]:
    """Let it be `moment` for whatever asks Django for the time."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "datetime", Stopped)
        yield


@pytest.fixture(scope="class")
def nordwerk(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The company as it is told on that Monday: what is told of "three working days ago" has the
    same age whenever the tests run."""
    with at_moment(TOLD):
        yield request.getfixturevalue("filled")


__all__ = ["filled", "nordwerk"]
