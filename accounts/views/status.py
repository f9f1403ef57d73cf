"""One's own status: a page, and a sheet over any other page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.forms import MOMENT, OWN_TIME, StatusForm
from accounts.status import ROAD_CHOICES
from kit.http.dialogs import render_page_or_dialog
from kit.http.exceptions import as_form_error


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
def mine(request: HttpRequest) -> HttpResponse:
    """What I say that I am doing: PUT says it, DELETE takes it back."""
    if request.method == "PUT":
        return say(request)
    if request.method == "DELETE":
        actions.clear_status(by=request.user)
        return done(request, _("Your status is cleared."))
    if "line" in request.GET:
        return render(request, "accounts/_own_status.html")
    return show(request, StatusForm(initial=said(request.user)))


def say(request: HttpRequest) -> HttpResponse:
    """Set the status of the form, or show the form again with what was typed."""
    form = StatusForm(request.POST)
    if form.is_valid():
        with as_form_error(form):
            kind, words = form.cleaned_data["kind"], form.cleaned_data["words"]
            actions.set_status(by=request.user, kind=kind, words=words, until=form.end)
            return done(request, _("Your status is set."))
    return show(request, form)


def show(request: HttpRequest, form: StatusForm) -> HttpResponse:
    """The form, as a page or as what goes into a sheet."""
    status = 400 if form.errors else 200
    return render_page_or_dialog(request, "accounts/status.html", {"form": form}, status=status)


def done(request: HttpRequest, words: str) -> HttpResponse:
    """Nothing for a sheet, which closes; the start page gets its choices, or is led back to."""
    is_start = "start" in request.GET
    if request.htmx and is_start:
        return render(request, "accounts/_road_status.html", {"choices": ROAD_CHOICES})
    if request.htmx:
        return HttpResponse(status=204)
    messages.success(request, words)
    return redirect("/" if is_start else "me")


def said(user: Any) -> dict[str, str]:
    """What the form begins with: what is said already."""
    if not user.has_status:
        return {}
    own = timezone.localtime(user.status_until).strftime(MOMENT)
    return {"kind": user.status, "words": user.status_words, "until": OWN_TIME, "own": own}
