"""What a phone shows a person before anything else: each app declares its parts in `today.py` as
`TODAY`; the start page (feed.views.today) draws those that have something to say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TodayPart:
    """One part of the page, in the reading order that `order` gives."""

    template: str  # gets `found` and the person's page around it
    find: Callable[[Any], Any]  # what it shows a person; nothing: the part is absent
    order: int
