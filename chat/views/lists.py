"""The list of conversations, and beginning new ones."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from chat import actions, queries
from chat.forms import GroupForm
from chat.limits import CHAT_WRITE
from chat.quiet import mark_quiet
from kit.http.dialogs import render_page_or_dialog
from kit.http.exceptions import as_form_error
from kit.http.throttling import SEARCH, rate_limit
from kit.limits import SEARCH_LENGTH
from spaces.models import Space

PEOPLE_SHOWN = 20


@require_safe
def chats(request: HttpRequest) -> HttpResponse:
    """The own conversations, last written in first; scripts fetch the rows alone."""
    put_away = "archived" in request.GET
    after = request.GET.get("after") or None
    shown = queries.conversations(request.user, put_away=put_away, after=after)
    pinned = [] if put_away or after else queries.pinned(request.user)
    context = {
        "page": shown,
        "pinned": pinned,
        "quiet": mark_quiet(request.user, [*pinned, *shown.items]),
        "put_away": put_away,
        "open": request.GET.get("open", ""),
    }
    return render(request, "chat/_list.html" if request.htmx else "chat/chats.html", context)


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """How many conversations hold something new: the badge of the navigation."""
    return render(request, "chat/_badge.html", {"count": queries.unread_count(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(CHAT_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Choose whom to write to: one person, or several under a name."""
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        initial={"person": request.GET.getlist("person")},
    )
    if request.method == "POST" and form.is_valid():
        with as_form_error(form):
            return redirect(form.open())
    chosen = (request.POST if form.is_bound else request.GET).getlist("person")
    people = User.objects.visible_to(request.user).filter(handle__in=chosen)
    context = {"form": form, "chosen": people, "found": _found(request), "q": _asked(request)}
    return render(request, "chat/new.html", context, status=400 if form.errors else 200)


@require_safe
@rate_limit(SEARCH, "GET")
def people(request: HttpRequest) -> HttpResponse:
    """People whose name matches `q`, to choose from."""
    return render(request, "chat/_found.html", {"found": _found(request), "q": _asked(request)})


def _asked(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "")[:SEARCH_LENGTH].split())


def _found(request: HttpRequest) -> list[User]:
    everybody = User.objects.visible_to(request.user).exclude(pk=request.user.pk)
    return list(everybody.matching(_asked(request)).by_name()[:PEOPLE_SHOWN])


@require_POST
@rate_limit(CHAT_WRITE)
def with_person(request: HttpRequest, handle: str) -> HttpResponse:
    """Open the conversation with one person."""
    person = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
    return redirect(actions.open_direct(by=request.user, person=person))


@require_POST
@rate_limit(CHAT_WRITE)
def of_space(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the conversation of a space's members."""
    space = get_object_or_404(Space.objects.visible_to(request.user), slug=slug)
    return redirect(actions.open_space_conversation(by=request.user, space=space))


@require_safe
def forward(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """Choose where a message is forwarded to: any other conversation."""
    message = queries.one_message(request.user, conversation_pk, seq)
    if message.deleted_at:
        return HttpResponseRedirect(message.get_absolute_url())
    shown = [*queries.pinned(request.user), *queries.conversations(request.user, size=50).items]
    others = [one for one in shown if one.pk != conversation_pk]
    context = {"message": message, "targets": others, "client_id": uuid.uuid4()}
    return render_page_or_dialog(request, "chat/forward.html", context)
