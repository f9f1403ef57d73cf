"""What spaces bring to the frame around every page."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.database.nested import Nested, rows_of
from kit.facts import facts_of
from kit.navigation import NavigationItem
from spaces.models import Membership, Space

SPACES_IN_RAIL = 30
SHOWN = ("id", "name", "slug", "icon", "hue", "post_seq")


def my_spaces(user: User | AnonymousUser) -> list[Space]:
    """The living spaces `user` belongs to, each with `unread`; they come with the other facts."""
    rows = facts_of(user).get("my_spaces", ())
    spaces = rows_of(Space, [{name: row[name] for name in SHOWN} for row in rows])
    for space, row in zip(spaces, rows, strict=True):
        space.my_seen_seq = row["my_seen_seq"]  # type: ignore[attr-defined]
    return spaces


def spaces_in_facts() -> dict[str, Any]:
    """A column with these spaces, in the statement of every page."""
    columns = (*SHOWN, "my_seen_seq")
    return {"my_spaces": lambda user: Nested(_my_spaces(user), *columns, most=SPACES_IN_RAIL)}


def _my_spaces(user: User) -> QuerySet[Space]:
    seen = Membership.objects.filter(space=OuterRef("pk"), user=user.pk).values("seen_seq")
    mine = Space.objects.of_member(user).living().annotate(my_seen_seq=Subquery(seen[:1]))
    return mine.by_name()


NAVIGATION = (
    NavigationItem(
        "spaces", "/spaces/", _("Spaces"), "layout-grid", tab=True, below=("/s/",), order=50
    ),
)
