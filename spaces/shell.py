"""What spaces lend to the frame around every page."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from kit.prepared import prepared
from spaces.models import Space

GROUPS_IN_RAIL = 30


def my_groups(user: User | AnonymousUser) -> list[Space]:
    """The living spaces `user` belongs to, each with `unread`; one query, none for visitors."""
    if not user.is_authenticated:
        return []
    return _groups(user)


@prepared
def _groups(user: User) -> QuerySet[Space]:
    mine = Space.objects.of_member(user).living().with_standing_of(user)
    return mine.by_name()[:GROUPS_IN_RAIL]
