"""Waiting for what must become true, as long as a busy machine may need."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

LIMIT_MS = 30_000
PAUSE_MS = 50


def until(page: Page, condition: Callable[[], Any], what: str) -> Any:
    """The first true answer of `condition`, while `page` goes on; fails with `what` after 30 s."""
    for _try in range(LIMIT_MS // PAUSE_MS):
        if answer := condition():
            return answer
        page.wait_for_timeout(PAUSE_MS)
    raise AssertionError(f"Waited {LIMIT_MS // 1000} s for {what}.")
