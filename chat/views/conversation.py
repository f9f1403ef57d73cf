"""A conversation: its window of messages, what changed since, search, files, who may be named."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.availability.texts import say_when_back
from chat import drawings, embedding, policy, queries, windows
from chat.forms import MessageForm
from chat.links import attach_previews
from chat.models import Conversation, Message
from chat.send_times import later_moments
from kit.http.exceptions import Problem
from kit.http.form_data import whole_number
from kit.http.throttling import SEARCH, rate_limit
from kit.limits import SEARCH_LENGTH

MENTIONS_SHOWN = 8


@require_safe
def conversation(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """The page at the unread line; scripts fetch further windows (`before`, `after`, `around`)."""
    if request.htmx:
        known = queries.positions(request.user, conversation_pk)
        context = window_context(request, known, _window(request, known))
        return render(request, "chat/_window.html", context)
    found = queries.opened_conversation(request.user, conversation_pk)
    return conversation_page(request, found, _window(request, found))


@require_safe
def message(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """The conversation, opened at one message."""
    found = queries.opened_conversation(request.user, conversation_pk)
    wanted = queries.one_message(request.user, conversation_pk, seq)
    return conversation_page(
        request, found, windows.around(request.user, found, wanted.seq), sought=seq
    )


def conversation_page(
    request: HttpRequest,
    found: Conversation,
    window: windows.ConversationWindow,
    form: MessageForm | None = None,
    **more: Any,
) -> HttpResponse:
    """The whole page; after a refused message with its text still in place."""
    context = {
        **window_context(request, found, window),
        **page_context(request, found, form),
        **more,
    }
    status = 400 if form and form.errors else 200
    return render(request, "chat/conversation.html", context, status=status)


def page_context(
    request: HttpRequest, found: Conversation, form: MessageForm | None = None
) -> dict[str, Any]:
    """What the page shows around its window."""
    form = form or MessageForm(user=request.user, conversation=found)
    return {
        "form": form,
        "answering": _answering(request, found, form),
        "can_write": policy.can_write(request.user, found),
        "later_moments": later_moments(found),
    }


def window_context(
    request: HttpRequest, found: Conversation, window: windows.ConversationWindow
) -> dict[str, Any]:
    """What a stretch of messages needs to be drawn."""
    return drawn_window(found, window, prepare_rows(request, found, window.messages))


def drawn_window(
    found: Conversation, window: windows.ConversationWindow, shown: list[Any]
) -> dict[str, Any]:
    """The same of messages that are prepared."""
    drawn = zip(shown, drawings.drawn(found, shown), strict=True)
    log = [piece for row, html in drawn for piece in (_before(found, row, window), html)]
    return {"conversation": found, "window": window, "rows": shown, "log": log}


def _before(found: Conversation, row: Any, window: windows.ConversationWindow) -> str:
    """The separators above a message; nearly every one has none."""
    begins_unread = row.seq == window.unread_from
    if not (row.begins_day or begins_unread):
        return ""
    context = {"conversation": found, "message": row, "begins_unread": begins_unread}
    return render_to_string("chat/_separators.html", context)


def prepare_rows(request: HttpRequest, found: Conversation, rows: list[Message]) -> list[Message]:
    """Messages as this person sees them: arranged, with rights and previews."""
    return prepare_many(request, [(found, rows)])[0]


def prepare_many(
    request: HttpRequest, stretches: Sequence[tuple[Conversation, list[Message]]]
) -> list[list[Message]]:
    """The same for stretches of many conversations, at the cost of one."""
    arranged = [queries.group_messages(request.user, rows) for _found, rows in stretches]
    everything = [row for rows in arranged for row in rows]
    attach_previews(everything, request.user)
    for (found, _rows), rows in zip(stretches, arranged, strict=True):
        for row in rows:
            row.conversation = found
            row.may_edit = policy.can_edit_message(request.user, row)
    embedding.attach(everything, request.user)
    return arranged


def _window(request: HttpRequest, found: Conversation) -> windows.ConversationWindow:
    reader = request.user
    if day := request.GET.get("date"):
        return windows.around(reader, found, queries.seq_of_day(reader, found, _day(day)))
    asked = {"before": windows.earlier, "after": windows.later, "around": windows.around}
    for name, stretch in asked.items():
        if name in request.GET:
            return stretch(reader, found, number(request, name))
    return windows.initial_window(reader, found)


def number(request: HttpRequest, name: str) -> int:
    """A number of a message or change in the address, 0 without one; anything else is a Problem."""
    return whole_number(request.GET.get(name) or "0", field=name)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Problem("invalid", field="date") from None


def _answering(request: HttpRequest, found: Conversation, form: MessageForm) -> Message | None:
    """The message a reply is meant for, in a page without script (`?reply=81`)."""
    wanted = (form.data.get("reply_to") if form.is_bound else None) or request.GET.get("reply", "")
    if not wanted or not wanted.isdecimal():
        return None
    rows = Message.objects.visible_to(request.user).living().select_related("author")
    return rows.filter(conversation=found.pk, seq=int(wanted[:18])).first()


@require_safe
def changes(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """What happened after the change number `after`: the catch-up of an open conversation."""
    found = queries.positions(request.user, conversation_pk)
    if not request.htmx:
        return HttpResponseRedirect(found.get_absolute_url())
    rows = queries.changes(request.user, found, number(request, "after"))
    context = {"conversation": found, "rows": prepare_rows(request, found, rows)}
    return render(request, "chat/_changes.html", context)


@require_safe
def thread(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """A question and the replies to it, beside the conversation."""
    found = queries.opened_conversation(request.user, conversation_pk)
    root = queries.one_message(request.user, conversation_pk, seq)
    if root.root:
        return redirect("thread", conversation_pk, root.root.seq)
    replies = queries.thread(request.user, root)
    context = {
        "conversation": found,
        "root": prepare_rows(request, found, [root])[0],
        "rows": prepare_rows(request, found, replies),
        "form": MessageForm(user=request.user, conversation=found),
        "can_write": policy.can_write(request.user, found),
        "later_moments": later_moments(found),
    }
    return render(request, "chat/_thread.html" if request.htmx else "chat/thread.html", context)


@require_safe
def search(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """Ways to what was written earlier: the search within this conversation, and its days."""
    found = queries.opened_conversation(request.user, conversation_pk)
    return render(request, "chat/search.html", {"conversation": found})


@require_safe
def files(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """The files of this conversation, newest first."""
    found = queries.opened_conversation(request.user, conversation_pk)
    listed = queries.files(request.user, found, after=request.GET.get("after") or None)
    return render(request, "chat/files.html", {"conversation": found, "page": listed})


@require_safe
@rate_limit(SEARCH, "GET")
def mentions(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """People of this conversation whose name begins like `q`."""
    found = queries.opened_conversation(request.user, conversation_pk)
    here = queries.people_of(found).active().exclude(pk=request.user.pk)
    words = request.GET.get("q", "")[:SEARCH_LENGTH].split()
    for word in words:
        begins = Q(first_name__istartswith=word) | Q(last_name__istartswith=word)
        here = here.filter(begins | Q(handle__istartswith=word))
    people = here[:MENTIONS_SHOWN] if words else []
    return render(request, "accounts/_options.html", {"people": say_when_back(people)})
