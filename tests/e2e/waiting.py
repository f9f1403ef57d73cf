"""Waiting for what must become true, as long as a busy machine may need."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error, Page

LIMIT_MS = 30_000
PAUSE_MS = 50


def until(page: Page, condition: Callable[[], Any], what: str, limit: int = LIMIT_MS) -> Any:
    """The first true answer of `condition`, while `page` goes on, also to another address or to
    itself; fails with `what` after `limit` milliseconds."""
    for _try in range(limit // PAUSE_MS):
        try:
            if answer := condition():
                return answer
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
        page.wait_for_timeout(PAUSE_MS)
    raise AssertionError(f"Waited {limit // 1000} s for {what}.")
