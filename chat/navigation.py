"""What conversations bring to the frame around every page."""

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from chat.models import Participant
from kit.facts import facts_of
from kit.navigation import NavigationItem, Todo, Todos
from spaces.models import Membership


def unread() -> Combinable:
    """How many conversations hold something new for the person of the outer row.

    The rows of participants, and the spaces where the person has no row yet; muted ones do not
    count.
    """
    return _count(with_position()) + _count(never_opened())


def with_position() -> QuerySet[Any]:
    """The rows of people whose conversations hold something they have not read."""
    return Participant.objects.reading().unmuted().behind()


def never_opened() -> QuerySet[Any]:
    """The memberships of people who have not yet looked into the conversation of their space."""
    known = Participant.objects.filter(conversation__space=OuterRef("space"), user=OuterRef("user"))
    return Membership.objects.filter(~Exists(known), space__conversation__last_seq__gt=0)


def _count(rows: QuerySet[Any]) -> Coalesce:
    mine = rows.filter(user=OuterRef("pk")).order_by().values("user")
    counted = mine.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def todos(user: User) -> list[Todo]:
    """In how many conversations somebody waits; no query of its own."""
    if not (count := facts_of(user).get("in_chat")):
        return []
    words = ngettext(
        "%(count)d conversation with new messages",
        "%(count)d conversations with new messages",
        count,
    )
    return [Todo(words % {"count": count}, reverse("chats"), "message-circle")]


NAVIGATION = (
    NavigationItem(
        "chat", "/chat/", _("Chat"), "message-circle", tab=True, count=unread, loud="", key="c",
        order=30,
    ),
)  # fmt: skip
TODOS = (Todos(todos, order=4, kept=False),)
