"""What notifications lend to the frame around every page."""

from collections.abc import Callable

from django.db.models import Count, IntegerField, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import User
from notifications.models import Notification


def unread() -> Callable[[User], Combinable]:
    """How many notifications were not read; what is gone or hidden does not count."""
    return _unread_of


def _unread_of(user: User) -> Combinable:
    mine = Notification.objects.visible_to(user).in_bell().unread().order_by()
    counted = mine.values("recipient").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, IntegerField()), 0)
