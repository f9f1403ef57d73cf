"""Reading what forms and addresses send, where no form class does."""

from kit.http.exceptions import Problem
from kit.limits import BIGGEST_ID

DIGITS = len(str(BIGGEST_ID))


def whole_number(written: str, *, field: str) -> int:
    """`written` as a number a row can have; anything else is a Problem about `field`."""
    if not (written.isascii() and written.isdigit() and len(written) <= DIGITS):
        raise Problem("invalid", field=field)
    if int(written) > BIGGEST_ID:
        raise Problem("invalid", field=field)
    return int(written)
