"""What a person may and need still read, asked for thousands of people one after the other."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import User
from kit.database.prepared import prepared
from notifications.models import Notification
from notifications.navigation import unread


@prepared
def still_unread(user: User, ids: Sequence[int]) -> QuerySet[Notification]:
    """Those of these notifications that `user`, who is active, may read now and has not read."""
    return Notification.objects.visible_to(user).unread().filter(pk__in=ids).order_by()


def badge_of(user: User) -> int:
    """The number at the icon: that of the bell."""
    return _in_bell(user)[0]


@prepared
def _in_bell(user: User) -> QuerySet[User]:
    counted = User.objects.filter(pk=user.pk).annotate(n=unread()(user))
    return counted.values_list("n", flat=True)
