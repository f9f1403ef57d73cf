"""The page of quiet time and notifications, put together from sections that apps lend to it.

    @section("devices", "notifications/_devices.html", order=20)
    def devices(request) -> dict: …             # in <app>/sections.py; what the template shows

A section saves at an address of its own and answers with `saved` or `refused`. Its template is one
element; inside `<autosave-form>` it is sent with every change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Context = Callable[[HttpRequest], dict[str, Any]]


@dataclass(frozen=True)
class Section:
    """A part of the page: where it stands, and what it shows to whom."""

    name: str
    template: str
    order: int
    context: Context

    def drawn(self, request: HttpRequest, **more: Any) -> SafeString:
        """The section for the person who asks; `more` stands in place of what it would show."""
        return render_to_string(self.template, {**self.context(request), **more}, request)


SECTIONS: dict[str, Section] = {}


def section(name: str, template: str, *, order: int) -> Callable[[Context], Context]:
    """Register the decorated function as what the template of a section shows."""

    def register(context: Context) -> Context:
        SECTIONS[name] = Section(name, template, order, context)
        return context

    return register


def whole_page(request: HttpRequest, *, status: int = 200, **given: dict[str, Any]) -> HttpResponse:
    """All sections in order; `given` says by name what one of them shows otherwise."""
    listed = sorted(SECTIONS.values(), key=lambda one: one.order)
    drawn = [one.drawn(request, **given.get(one.name, {})) for one in listed]
    return render(
        request, "accounts/settings_notifications.html", {"sections": drawn}, status=status
    )


def wants_part(request: HttpRequest) -> bool:
    """Whether a script asks, which swaps the section alone."""
    return request.headers.get("HX-Request") == "true"


def saved(request: HttpRequest, name: str) -> HttpResponse:
    """After a change: the section as it is now, or, without script, the page with a word."""
    if wants_part(request):
        return HttpResponse(SECTIONS[name].drawn(request))
    messages.success(request, _("Saved."))
    return redirect("settings-notifications")


def refused(request: HttpRequest, name: str, **shown: Any) -> HttpResponse:
    """After a change that could not be: the section, or the page, with what was typed and why."""
    if wants_part(request):
        return HttpResponse(SECTIONS[name].drawn(request, **shown), status=400)
    return whole_page(request, status=400, **{name: shown})
