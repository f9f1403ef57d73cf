"""What notifications bring to the frame around every page."""

from collections.abc import Callable

from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.database.expressions import UpToMost
from kit.navigation import NavigationItem
from notifications.models import Notification


def unread() -> Callable[[User], Combinable]:
    """How many notifications were not read; what is gone or hidden does not count."""
    return _unread_of


def _unread_of(user: User) -> Combinable:
    return UpToMost(Notification.objects.visible_to(user).in_bell().unread())


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
