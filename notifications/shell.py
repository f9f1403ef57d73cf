"""What notifications lend to the frame around every page."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, IntegerField
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce

from accounts.models import User
from notifications.models import Notification

SOMEBODY = User(pk=-(2**62), is_active=True)  # stands in the statement where the person goes


def unread() -> Callable[[User], Combinable]:
    """How many notifications were not read; what is gone or hidden does not count."""
    return _unread_of


def _unread_of(user: User) -> Combinable:
    statement, params = prepared(connection.vendor)
    own = [user.pk if one == SOMEBODY.pk else one for one in params]
    return Coalesce(RawSQL(statement, own, IntegerField()), 0)  # noqa: S611 (our own statement)


@cache
def prepared(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The question for SOMEBODY, as the database takes it.

    Every page asks it. Putting the reading rules of all apps together takes many times longer than
    asking does, so it is done once; the rules know of a person nothing but the id.
    """
    mine = Notification.objects.visible_to(SOMEBODY).in_bell().unread().order_by()
    counted = mine.values("recipient").annotate(n=Count("pk")).values("n")
    return counted.query.sql_with_params()
