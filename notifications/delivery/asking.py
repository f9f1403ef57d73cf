"""What a person may and need still read, asked for thousands of people one after the other."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from notifications.models import Notification
from notifications.shell import SOMEBODY, unread


def still_unread(user: User) -> QuerySet[Notification]:
    """What `user`, who is active, may read now and has not read."""
    statement, params = _prepared(connection.vendor)
    own = [user.pk if one == SOMEBODY.pk else one for one in params]
    return Notification.objects.filter(pk__in=RawSQL(statement, own))  # noqa: S611 (our own)


def badge_of(user: User) -> int:
    """The number at the icon: that of the bell."""
    return User.objects.annotate(n=unread()(user)).values_list("n", flat=True).get(pk=user.pk)


@cache
def _prepared(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The question for SOMEBODY: putting it together takes many times longer than asking it."""
    wanted = Notification.objects.visible_to(SOMEBODY).unread().order_by().values("pk")
    return wanted.query.sql_with_params()
