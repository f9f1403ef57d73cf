"""What a device gets of conversations: the last ones, each with its last messages."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat import policy, queries, windows
from chat.drawings import author_key
from chat.models import Participant
from chat.views.conversation import drawn_window, page_context, prepare_many
from kit.database.nested import Nested, rows_of
from kit.device import LONGEST, Lent, LentKind, LentPage, Loan
from kit.text import rendering

MOST, MESSAGES = 50, 100
CONVERSATION = LentKind("chat", _("Conversations"), "message-circle")
OTHER = ("id", *User.FACE, "phone", "is_active")
OWN = (
    "last_change", "last_seq", "my_seen_seq", "my_from_seq", "my_pinned_at", "my_archived_seq",
    "my_role", "my_muted_until", "moderated", "draft", "planned_count", "people_count", "title",
)  # fmt: skip


def things(user: User) -> list[Lent]:
    """The conversations that something was written in last."""
    found = [_completed(user, one) for one in _last(user)]
    return [Lent(CONVERSATION.name, one.pk, _look(user, one), one) for one in found]


def _last(user: User) -> Any:
    here = Participant.objects.present().filter(conversation=OuterRef("pk")).order_by()
    counted = here.values("conversation").annotate(n=Count("pk")).values("n")
    others = User.objects.filter(chat_participations__conversation=OuterRef("pk"))
    rows = (
        queries.opened(user)
        .begun()
        .annotate(
            here=Coalesce(Subquery(counted), 0),
            others=Nested(others.exclude(pk=user.pk).order_by("pk"), *OTHER, most=1),
        )
    )
    return rows.order_by(*queries.MOVED)[:MOST]


def _completed(user: User, found: Any) -> Any:
    """With what the head shows, but for what holds for some hours only: a status, a quiet time."""
    others = rows_of(User, found.others) if found.partner_ids else []
    found.viewer_id, found.partner = user.pk, next(iter(others), None)
    if found.partner:
        found.partner.status = ""
    found.faces, found.busy, found.back = [], [], None
    found.people_count = found.space.member_count if found.space else found.here
    return found


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
