"""Keeping a conversation: read up to here, muted, pinned, put away, drafts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chat import actions
from chat.models import Conversation, Message
from kit.http.exceptions import Problem
from kit.http.form_data import whole_number

SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def _found(request: HttpRequest, conversation_pk: int) -> Conversation:
    readable = Conversation.objects.visible_to(request.user).select_related("space")
    return get_object_or_404(readable, pk=conversation_pk)


def _done(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """Scripts need no answer, forms go back to the conversation."""
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(
        "chats" if "list" in request.GET else "conversation", *_place(request, conversation_pk)
    )


def _place(request: HttpRequest, conversation_pk: int) -> tuple[int, ...]:
    return () if "list" in request.GET else (conversation_pk,)


def _upto(request: HttpRequest) -> int:
    return whole_number(request.POST.get("upto", ""), field="upto")


@require_http_methods(["PUT"])
def read(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """Read up to the number `upto`."""
    found = _found(request, conversation_pk)
    actions.mark_read(by=request.user, conversation=found, upto=_upto(request))
    return _done(request, conversation_pk)


@require_http_methods(["PUT"])
def thread_read(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """Read the thread below a message up to the number `upto`."""
    readable = Message.objects.visible_to(request.user)
    root = get_object_or_404(readable, conversation=conversation_pk, seq=seq, root=None)
    actions.mark_thread_read(by=request.user, root=root, upto=_upto(request))
    return _done(request, conversation_pk)


@require_http_methods(["PUT", "DELETE"])
def mute(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """PUT keeps the conversation out of the badge for a `span`, DELETE ends that."""
    found = _found(request, conversation_pk)
    if request.method == "PUT":
        until = _until(request.POST.get("span", ""))
        actions.mute_conversation(by=request.user, conversation=found, until=until)
    else:
        actions.unmute_conversation(by=request.user, conversation=found)
    return _done(request, conversation_pk)


def _until(span: str) -> datetime | None:
    """The end of a span of time from now; none for good."""
    if span in SPANS:
        return timezone.now() + SPANS[span]
    if span not in {"", "good"}:
        raise Problem("invalid_choice", field="span")
    return None


def _switch(on: Callable[..., None], off: Callable[..., None]) -> Callable[..., Any]:
    """A view whose PUT is `on` and whose DELETE is `off`."""

    @require_http_methods(["PUT", "DELETE"])
    def view(request: HttpRequest, conversation_pk: int) -> HttpResponse:
        change = on if request.method == "PUT" else off
        change(by=request.user, conversation=_found(request, conversation_pk))
        return _done(request, conversation_pk)

    return view


pin = _switch(actions.pin_conversation, actions.unpin_conversation)
archive = _switch(actions.archive_conversation, actions.unarchive_conversation)


@require_http_methods(["PUT"])
def draft(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """What was begun to be written, kept for the other devices of the person."""
    found = _found(request, conversation_pk)
    actions.keep_draft(by=request.user, conversation=found, body=request.POST.get("body", ""))
    return HttpResponse(status=204)
