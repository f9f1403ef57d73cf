"""Where the next page of hits begins: behind the last one, in an order that stands still."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from kit.http.exceptions import Problem
from kit.text.base64url import base64url_decode, base64url_encode
from search.engine.ranking import Ranked

LONGEST = 300


@dataclass(frozen=True)
class Cursor:
    """The moment by which ages are reckoned on every page, and the last hit that was shown."""

    now: datetime
    source: str = ""
    object_id: int = 0

    @classmethod
    def read(cls, text: str | None, *, now: datetime) -> "Cursor":
        """What `after` wrote, or the beginning; a Problem for anything else."""
        if not text:
            return cls(now)
        try:
            moment, source, object_id = json.loads(base64url_decode(text[:LONGEST]))
            return cls(datetime.fromtimestamp(float(moment), UTC), str(source), int(object_id))
        except (ValueError, TypeError, OverflowError, OSError) as error:
            raise Problem("invalid_cursor", _("This page of a list does not exist.")) from error

    def start(self, order: Sequence[Ranked]) -> int:
        """How many of these were shown; none where the last one shown is gone."""
        if not self.source:
            return 0
        places = (at for at, one in enumerate(order, 1) if self._is(one))
        return next(places, len(order))

    def _is(self, one: Ranked) -> bool:
        return (one.source, one.object_id) == (self.source, self.object_id)

    def after(self, last: Ranked) -> str:
        """The cursor of what follows `last`."""
        place = [self.now.timestamp(), last.source, last.object_id]
        return base64url_encode(json.dumps(place).encode())
