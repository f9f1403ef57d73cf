"""What notifications bring to the frame around every page."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.database.expressions import UpToMost
from kit.database.prepared import prepared
from kit.navigation import NavigationItem
from notifications.models import Notification


def unread() -> Callable[[User], Combinable]:
    """How many notifications were not read; what is gone or hidden does not count."""
    return _unread_of


def _unread_of(user: User) -> Combinable:
    return UpToMost(Notification.objects.visible_to(user).in_bell().unread())


def badge_of(user: User) -> int:
    """The number at the icon of a device: that of the bell."""
    return _in_bell(user)[0]


@prepared
def _in_bell(user: User) -> QuerySet[User]:
    counted = User.objects.filter(pk=user.pk).annotate(n=unread()(user))
    return counted.values_list("n", flat=True)


NAVIGATION = (
    NavigationItem(
        "notifications",
        "/notifications/",
        _("Notifications"),
        "bell",
        count=unread,
        kept=True,
        loud="",
        top=True,
        order=70,
    ),
)
