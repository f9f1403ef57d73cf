"""Who takes part in a conversation."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from chat import actions, policy, queries
from chat.forms import NameForm
from chat.limits import CHAT_WRITE
from chat.models import Conversation, Participant
from kit.http.exceptions import as_form_error
from kit.http.throttling import rate_limit

SHOWN = 100  # members of a space; the page of the space has them all


@require_safe
def people(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """People of the conversation, and what the person may change about it."""
    found = queries.opened_conversation(request.user, conversation_pk)
    return _page(request, found, NameForm(initial={"name": found.name}))


def _page(request: HttpRequest, found: Conversation, form: NameForm) -> HttpResponse:
    may_manage = policy.can_manage(request.user, found)
    context = {
        "conversation": found,
        "form": form,
        "may_manage": may_manage,
        "may_leave": policy.can_leave(found),
        "people": list(queries.people_of(found).active()[:SHOWN]),
        "managers": _managers(request, found),
    }
    return render(request, "chat/people.html", context, status=400 if form.errors else 200)


def _managers(request: HttpRequest, found: Conversation) -> set[int]:
    rows = Participant.objects.visible_to(request.user).present().filter(conversation=found.pk)
    return set(rows.filter(role=Participant.Role.MANAGER).values_list("user", flat=True))


@require_http_methods(["PUT", "DELETE"])
@rate_limit(CHAT_WRITE)
def person(request: HttpRequest, conversation_pk: int, handle: str) -> HttpResponse:
    """PUT adds somebody or changes the role, DELETE removes; of oneself it is leaving."""
    found = _readable(request, conversation_pk)
    other = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
    if request.method == "DELETE":
        actions.remove_participant(by=request.user, conversation=found, user=other)
        return (
            redirect("chats") if other == request.user else redirect("chat-people", conversation_pk)
        )
    if role := request.POST.get("role"):
        actions.change_participant_role(by=request.user, conversation=found, user=other, role=role)
    else:
        actions.add_participants(by=request.user, conversation=found, people=[other])
    return redirect("chat-people", conversation_pk)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(CHAT_WRITE)
def add(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """Choose people to add to a group."""
    found = queries.opened_conversation(request.user, conversation_pk)
    if not policy.can_manage(request.user, found):
        raise PermissionDenied
    everybody = User.objects.visible_to(request.user)
    if request.method == "POST":
        chosen = list(everybody.filter(handle__in=request.POST.getlist("person")))
        actions.add_participants(by=request.user, conversation=found, people=chosen)
        return redirect("chat-people", conversation_pk)
    wanted = " ".join(request.GET.get("q", "")[:200].split())
    here = queries.people_of(found).values("pk")
    others = everybody.exclude(pk__in=here).matching(wanted).by_name()
    context = {"conversation": found, "found": others[:SHOWN], "q": wanted}
    return render(request, "chat/add.html", context)


@require_http_methods(["PUT"])
@rate_limit(CHAT_WRITE)
def name(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """Another name for the group."""
    found = queries.opened_conversation(request.user, conversation_pk)
    if not policy.can_manage(request.user, found):
        raise PermissionDenied
    form = NameForm(request.POST)
    if form.is_valid():
        with as_form_error(form):
            actions.rename_conversation(by=request.user, conversation=found, **form.cleaned_data)
            return redirect("chat-people", conversation_pk)
    return _page(request, found, form)


def _readable(request: HttpRequest, conversation_pk: int) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user), pk=conversation_pk)
