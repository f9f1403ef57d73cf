"""What announcements bring to the frame around every page."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from announcements.embeds import attach, open_count, pinned
from feed.models import Post
from kit.navigation import NavigationItem, Todo, Todos
from kit.text import humanize


def todos(user: User) -> list[Todo]:
    """The announcements this person has to confirm first; one query, none without any."""
    shown = attach([Post(pk=pk) for pk in pinned(user)], user) if pinned(user) else {}
    return [
        Todo(
            words=_("Confirm: %(title)s") % {"title": one.shown.title},
            url=one.get_absolute_url(),
            icon="megaphone",
            note=_until(one.current.confirm_by),  # type: ignore[union-attr]
            kind="must",
        )
        for one in shown.values()
        if one.confirmation_state in {"open", "overdue"}
    ]


def _until(due: date | None) -> str:
    return _("by %(until)s") % {"until": humanize.day(due)} if due else ""


NAVIGATION = (
    NavigationItem(
        "announcements",
        "/announcements/",
        gettext_lazy("News"),
        "megaphone",
        gettext_lazy("What the company says"),
        tab=True,
        count=open_count,
        kept=True,
        loud="must",
        key="n",
        order=20,
    ),
)
TODOS = (Todos(todos, order=1),)
