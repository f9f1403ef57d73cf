"""What spaces lend to the frame around every page."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from kit.prepared import prepared
from spaces.models import Membership, Space

GROUPS_IN_RAIL = 30
SHOWN = ("name", "slug", "icon", "hue", "post_seq")


def my_groups(user: User | AnonymousUser) -> list[Space]:
    """The living spaces `user` belongs to, each with `unread`; one query, none for visitors."""
    if not user.is_authenticated:
        return []
    return _groups(user)


@prepared
def _groups(user: User) -> QuerySet[Space]:
    seen = Membership.objects.filter(space=OuterRef("pk"), user=user.pk).values("seen_seq")
    mine = Space.objects.of_member(user).living().annotate(my_seen_seq=Subquery(seen[:1]))
    return mine.only(*SHOWN).by_name()[:GROUPS_IN_RAIL]
