"""Writing messages, and what one does with a single one."""

from typing import Any

from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import call_urgently
from accounts.forms import UrgentForm
from chat import actions, policy, queries, windows
from chat.forms import EditForm, MessageForm
from chat.limits import CHAT_WRITE
from chat.models import Conversation, Message, MessageKind, MessageReaction, Planned
from chat.views import conversation as conversations
from chat.views import lists
from kit.database import keyset
from kit.http.dialogs import render_page_or_dialog
from kit.http.exceptions import as_form_error, refusal_of
from kit.http.responses import wants_json
from kit.http.throttling import rate_limit
from kit.text import humanize
from reactions.models import EMOJI, ReactionKind

REACTORS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """GET: what changed after a cursor. POST: one more message, now or later."""
    if request.method != "POST":
        return conversations.changes(request, conversation_pk)
    known = queries.positions(request.user, conversation_pk)
    form = MessageForm(request.POST, request.FILES, user=request.user, conversation=known)
    if wants_json(request):
        return _sent(request, known, form)
    if form.is_valid():
        with as_form_error(form):
            return _back(form.send())
    found = queries.opened_conversation(request.user, conversation_pk)
    return conversations.conversation_page(
        request, found, windows.initial_window(request.user, found), form
    )


def _sent(request: HttpRequest, found: Conversation, form: MessageForm) -> HttpResponse:
    """The answer for the outbox of a device: what was stored, and how it looks."""
    if not form.is_valid():
        raise refusal_of(form)
    sent = form.send()
    status = 200 if sent.repeated else 201
    if isinstance(sent, Planned):
        return JsonResponse(_later(sent), status=status)
    is_plain = not (sent.repeated or sent.reply_to_id or sent.carries or form.has_files)
    row = (
        queries.as_written(found, sent)
        if is_plain
        else queries.one_message(request.user, found.pk, sent.seq)
    )
    return _drawn(request, found, row, status=status)


def _drawn(request: HttpRequest, found: Conversation, row: Message, *, status: int) -> HttpResponse:
    html, address = draw(request, found, row), reverse("message-photos", args=[found.pk, row.seq])
    told = {"seq": row.seq, "change": row.change, "html": html, "photos_to": address}
    return JsonResponse(told, status=status)


def _later(sent: Planned) -> dict[str, Any]:
    """What a page says about a message that waits: when it goes, where it lies."""
    words = _("Planned: %(time)s") % {"time": humanize.day_and_time(sent.due_at)}
    page_of_all = reverse("planned", args=[sent.conversation_id])
    return {"planned": sent.pk, "words": words, "list": page_of_all}


def _back(sent: Message | Planned) -> HttpResponse:
    if isinstance(sent, Planned):
        return redirect("planned", sent.conversation_id)
    return HttpResponseRedirect(f"{sent.conversation.get_absolute_url()}#m-{sent.seq}")


def draw(request: HttpRequest, found: Conversation, row: Message) -> str:
    """One message as this person sees it."""
    context = {
        "message": conversations.prepare_rows(request, found, [row])[0],
        "conversation": found,
    }
    return render_to_string("chat/_message.html", context, request)


def _row(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    row = queries.one_message(request.user, conversation_pk, seq)
    return HttpResponse(draw(request, row.conversation, row))


@require_http_methods(["GET", "HEAD", "DELETE"])
def message(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """GET: the conversation at this message. DELETE: take the message away."""
    if request.method != "DELETE":
        return conversations.message(request, conversation_pk, seq)
    found = queries.one_message(request.user, conversation_pk, seq)
    actions.delete_message(by=request.user, message=found)
    if request.htmx:
        return _row(request, conversation_pk, seq)
    return redirect("conversation", conversation_pk)


def _living(request: HttpRequest, conversation_pk: int, seq: int) -> Message:
    """A message of people that still has its text, or 404."""
    readable = Message.objects.visible_to(request.user).living().filter(kind=MessageKind.TEXT)
    readable = readable.select_related("conversation__space", "author", "root")
    return get_object_or_404(readable, conversation=conversation_pk, seq=seq)


@require_http_methods(["PUT", "DELETE"])
def photos(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """PUT brings the pictures that an own message promised, by key; DELETE says that none follow;
    both answer with how it looks then."""
    found, keys = _living(request, conversation_pk, seq), request.POST.getlist("photo")
    if request.method == "PUT":
        actions.bring_message_photos(by=request.user, message=found, photos=keys)
    else:
        actions.take_back_message_promise(by=request.user, message=found)
    row = queries.one_message(request.user, conversation_pk, seq)
    return _drawn(request, row.conversation, row, status=200)


@require_safe
def more(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """Everything one can do with a message."""
    found = _living(request, conversation_pk, seq)
    given = MessageReaction.objects.filter(message=found, user=request.user)
    context = {
        "message": found,
        "conversation": found.conversation,
        "mine": given.values_list("kind", flat=True).first(),
        "kinds": list(ReactionKind),
        "may_write": policy.can_write(request.user, found.conversation),
        "may_edit": policy.can_edit_message(request.user, found),
        "may_delete": policy.can_delete_message(request.user, found),
        "may_call": policy.can_call_urgently(request.user, found),
        "link": request.build_absolute_uri(found.get_absolute_url()),
    }
    return render_page_or_dialog(request, "chat/more.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(CHAT_WRITE)
def edit(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """The text of an own message, for a quarter of an hour."""
    found = _living(request, conversation_pk, seq)
    if found.author_id != request.user.pk:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = EditForm(sent, initial={"body": found.body, "version": found.version})
    if sent is not None and form.is_valid():
        with as_form_error(form):
            change = {name: form.cleaned_data[name] for name in ("body", "version")}
            actions.edit_message(by=request.user, message=found, **change)
            return HttpResponseRedirect(
                f"{reverse('conversation', args=[conversation_pk])}#m-{seq}"
            )
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    status = 409 if "changed_meanwhile" in codes else 400 if codes else 200
    context = {"form": form, "message": found, "conversation": found.conversation}
    return render_page_or_dialog(request, "chat/edit.html", context, status=status)


@require_safe
def delete(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """Ask before deleting."""
    found = _living(request, conversation_pk, seq)
    if not policy.can_delete_message(request.user, found):
        raise PermissionDenied
    return render_page_or_dialog(request, "chat/delete.html", {"message": found})


@require_http_methods(["GET", "HEAD", "PUT"])
def urgent(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """Have everybody reached about an own message, quiet time or not; asks for the reason."""
    found = _living(request, conversation_pk, seq)
    if not policy.can_call_urgently(request.user, found):
        raise PermissionDenied
    form = UrgentForm(request.POST if request.method == "PUT" else None)
    if form.is_valid():
        with as_form_error(form):
            call_urgently(by=request.user, about=found, **form.cleaned_data)
            notes.success(request, _("Everyone is being notified now."))
            back = found.get_absolute_url()
            return HttpResponse(headers={"X-Back": back}) if request.htmx else redirect(back)
    status = 400 if form.errors else 200
    return render_page_or_dialog(
        request, "chat/urgent.html", {"message": found, "form": form}, status=status
    )


@require_http_methods(["PUT", "DELETE"])
def reaction(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """PUT reacts with `kind`, DELETE takes it back; both answer with the fresh message."""
    found = _living(request, conversation_pk, seq)
    if request.method == "PUT":
        kind = request.GET.get("kind") or ReactionKind.LIKE
        actions.react_to_message(by=request.user, message=found, kind=kind)
    else:
        actions.take_back_message_reaction(by=request.user, message=found)
    if request.htmx:
        return _row(request, conversation_pk, seq)
    return HttpResponseRedirect(f"{reverse('conversation', args=[conversation_pk])}#m-{seq}")


@require_safe
def reactions(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """Who reacted how, newest first."""
    found = _living(request, conversation_pk, seq)
    given = MessageReaction.objects.filter(message=found).select_related("user")
    after = request.GET.get("before") or None
    listed = keyset.page(given, order=("-pk",), after=after, size=REACTORS)
    for one in listed.items:
        one.emoji = EMOJI[one.kind]
    return render_page_or_dialog(request, "chat/reactions.html", {"message": found, "page": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(CHAT_WRITE)
def forward(request: HttpRequest, conversation_pk: int, seq: int) -> HttpResponse:
    """GET: choose where to. POST: write the message there once more."""
    if request.method != "POST":
        return lists.forward(request, conversation_pk, seq)
    found = _living(request, conversation_pk, seq)
    to = request.POST.get("to", "")
    readable = Conversation.objects.visible_to(request.user).select_related("space")
    target = get_object_or_404(readable, pk=int(to[:18]) if to.isdecimal() else 0)
    client_id = request.POST.get("client_id")
    actions.forward_message(
        by=request.user, message=found, conversation=target, client_id=client_id
    )
    if not request.htmx:
        return HttpResponseRedirect(target.get_absolute_url())
    return HttpResponse(headers={"X-Back": target.get_absolute_url()})
