"""Messages that wait for their time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chat import actions, queries
from chat.forms import PlannedForm
from chat.limits import CHAT_WRITE
from chat.models import Planned
from kit.http.exceptions import as_form_error
from kit.http.throttling import rate_limit


@require_safe
def planned(request: HttpRequest, conversation_pk: int) -> HttpResponse:
    """The own messages of this conversation that are sent later."""
    found = queries.opened_conversation(request.user, conversation_pk)
    waiting = Planned.objects.visible_to(request.user).filter(conversation=found.pk)
    rows = waiting.prefetch_related("files").order_by("due_at", "pk")
    return render(request, "chat/planned.html", {"conversation": found, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@rate_limit(CHAT_WRITE)
def one(request: HttpRequest, conversation_pk: int, planned_pk: int) -> HttpResponse:
    """Text and time of one of them; DELETE takes it back."""
    mine = Planned.objects.visible_to(request.user).select_related("conversation__space")
    row = get_object_or_404(mine, pk=planned_pk, conversation=conversation_pk)
    if request.method == "DELETE":
        actions.cancel_planned(by=request.user, planned=row)
        return HttpResponse(status=204) if request.htmx else redirect("planned", conversation_pk)
    sent = request.POST if request.method == "POST" else None
    form = PlannedForm(sent, initial={"body": row.body, "due_at": row.due_at})
    if sent is not None and form.is_valid():
        with as_form_error(form):
            actions.change_planned(by=request.user, planned=row, **form.cleaned_data)
            return redirect("planned", conversation_pk)
    context = {"conversation": row.conversation, "row": row, "form": form}
    return render(request, "chat/planned_one.html", context, status=400 if form.errors else 200)
