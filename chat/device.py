"""What a device gets of conversations: the last ones, each with its last messages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import directory
from accounts.models import User
from chat import policy, queries, windows
from chat.drawings import author_key
from chat.models import Participant
from chat.views.conversation import drawn_window, page_context, prepare_many
from kit.device import LONGEST, Lent, LentKind, LentPage, Loan
from kit.text import rendering

MOST, MESSAGES = 50, 100
CONVERSATION = LentKind("chat", _("Conversations"), "message-circle")
OWN = (
    "last_change", "last_seq", "my_seen_seq", "my_from_seq", "my_pinned_at", "my_archived_seq",
    "my_role", "is_muted", "moderated", "draft", "planned_count", "people_count", "title",
)  # fmt: skip


def things(user: User) -> list[Lent]:
    """The conversations that something was written in last."""
    found = list(_last(user))
    people = directory.by_ids(pk for one in found for pk in one.partner_ids if pk != user.pk)
    for one in found:
        _complete(user, one, people)
    return [Lent(CONVERSATION.name, one.pk, _look(user, one), one) for one in found]


def _last(user: User) -> Any:
    here = Participant.objects.present().filter(conversation=OuterRef("pk")).order_by()
    counted = here.values("conversation").annotate(n=Count("pk")).values("n")
    rows = queries.opened(user).begun().annotate(here=Coalesce(Subquery(counted), 0))
    return rows.order_by(*queries.MOVED)[:MOST]


def _complete(user: User, found: Any, people: Mapping[int, User]) -> None:
    """What the head shows, but for what holds for some hours only: a status, a quiet time."""
    others = [people[pk] for pk in found.partner_ids if pk in people]
    found.viewer_id, found.partner = user.pk, next(iter(others), None)
    if found.partner:
        found.partner.status = ""
    found.faces, found.busy, found.back = [], [], None
    found.people_count = found.space.member_count if found.space else found.here


def _look(user: User, found: Any) -> object:
    other, space = found.partner, found.space
    return (
        [getattr(found, name) for name in OWN],
        policy.can_write(user, found),
        other and (author_key(other), other.job_title, other.phone),
        space and (space.slug, space.icon, space.archived_at),
    )


def pages(request: HttpRequest, wanted: list[Lent]) -> Iterator[LentPage]:
    """The page of each conversation at its end."""
    found = [one.thing for one in wanted]
    ends = windows.last_windows(request.user, found, MESSAGES)
    rows = prepare_many(request, [(one, ends[one.pk].messages) for one in found])
    for lent, shown in zip(wanted, rows, strict=True):
        yield _page(request, lent, ends[lent.id], shown)


def _page(
    request: HttpRequest, lent: Lent, end: windows.ConversationWindow, shown: list[Any]
) -> LentPage:
    found = lent.thing
    return LentPage(
        lent=lent,
        address=found.get_absolute_url(),
        title=found.title,
        template="chat/conversation.html",
        context=drawn_window(found, end, shown) | page_context(request, found),
        at=found.last_activity_at,
        text=_said(shown),
    )


def _said(rows: Sequence[Any]) -> str:
    living = [row for row in rows if row.body and not row.deleted_at]
    return " ".join(rendering.excerpt(row.body, LONGEST) for row in living)


LOANS = (Loan(lambda: [CONVERSATION], things, pages, order=20),)
