"""Where the next page of hits begins: behind the last one, in an order that stands still."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kit.http.exceptions import Problem
from kit.text.base64url import base64url_decode, base64url_encode
from search.engine.ranking import Ranked

LONGEST = 300


@dataclass(frozen=True)
class Cursor:
    """The moment by which ages are reckoned on every page, and what was shown last: a hit in the
    order, or, behind the last candidate, a place in time."""

    now: datetime
    source: str = ""
    object_id: int = 0
    place: tuple[datetime, int] | None = None

    @classmethod
    def read(cls, text: str | None, *, now: datetime) -> "Cursor":
        """What `after` or `behind` wrote, or the beginning; a Problem for anything else."""
        if not text:
            return cls(now)
        try:
            moment, last, number = json.loads(base64url_decode(text[:LONGEST]))
            began = _moment(moment)
            if isinstance(last, str):
                return cls(began, last, _number(number))
            return cls(began, place=(_moment(last), _number(number)))
        except (ValueError, TypeError, OverflowError, OSError, RecursionError) as error:
            raise Problem("invalid_cursor", _("This page of a list does not exist.")) from error

    def start(self, order: Sequence[Ranked]) -> int:
        """How many of these were shown; all where the last one shown is gone."""
        if not self.source:
            return 0
        places = (at for at, one in enumerate(order, 1) if self._is(one))
        return next(places, len(order))

    def _is(self, one: Ranked) -> bool:
        return (one.source, one.object_id) == (self.source, self.object_id)

    def after(self, last: Ranked) -> str:
        """The cursor of what follows `last`."""
        return self._written(last.source, last.object_id)

    def behind(self, place: tuple[datetime, int]) -> str:
        """The cursor of what is older than this place."""
        at, pk = place
        return self._written(at.timestamp(), pk)

    def _written(self, last: str | float, number: int) -> str:
        return base64url_encode(json.dumps([self.now.timestamp(), last, number]).encode())


def _moment(seconds: Any) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)


def _number(value: Any) -> int:
    if not 0 <= (number := int(value)) < 2**63:
        raise ValueError("not one of our ids")
    return number
