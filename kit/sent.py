"""Reading what forms and addresses send, where no form class does."""

from django.http import HttpRequest, QueryDict

from kit.errors import Problem
from kit.limits import BIGGEST_ID

DIGITS = len(str(BIGGEST_ID))


def typed(request: HttpRequest) -> QueryDict:
    """The fields of the form, also when a script sends it as PUT, which Django does not read."""
    if request.POST or request.content_type != "application/x-www-form-urlencoded":
        return request.POST
    return QueryDict(request.body, encoding="utf-8")


def whole_number(written: str, *, field: str) -> int:
    """`written` as a number a row can have; anything else is a Problem about `field`."""
    if not (written.isascii() and written.isdigit() and len(written) <= DIGITS):
        raise Problem("invalid", field=field)
    if int(written) > BIGGEST_ID:
        raise Problem("invalid", field=field)
    return int(written)
