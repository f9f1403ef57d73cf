"""The page of quiet time and notifications: the `SECTIONS` that apps list in their `sections.py`.

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

from kit.discovery import in_order

Context = Callable[[HttpRequest], dict[str, Any]]


@dataclass(frozen=True)
class SettingsSection:
    """A part of the page: where it stands, and what it shows to whom."""

    name: str
    template: str
    order: int
    context: Context  # what the template shows

    def drawn(self, request: HttpRequest, **more: Any) -> SafeString:
        """The section for the person who asks; `more` stands in place of what it would show."""
        return render_to_string(self.template, {**self.context(request), **more}, request)


def sections() -> dict[str, SettingsSection]:
    """All of them, by name and in their order."""
    return {one.name: one for one in in_order("sections", "SECTIONS")}


def whole_page(request: HttpRequest, *, status: int = 200, **given: dict[str, Any]) -> HttpResponse:
    """All sections in order; `given` says by name what one of them shows otherwise."""
    drawn = [one.drawn(request, **given.get(name, {})) for name, one in sections().items()]
    return render(
        request, "accounts/settings_notifications.html", {"sections": drawn}, status=status
    )


def wants_part(request: HttpRequest) -> bool:
    """Whether a script asks, which swaps the section alone."""
    return request.headers.get("HX-Request") == "true"


def saved(request: HttpRequest, name: str) -> HttpResponse:
    """After a change: the section as it is now, or, without script, the page with a word."""
    if wants_part(request):
        return HttpResponse(sections()[name].drawn(request))
    messages.success(request, _("Saved."))
    return redirect("settings-notifications")


def refused(request: HttpRequest, name: str, **shown: Any) -> HttpResponse:
    """After a change that could not be: the section, or the page, with what was typed and why."""
    if wants_part(request):
        return HttpResponse(sections()[name].drawn(request, **shown), status=400)
    return whole_page(request, status=400, **{name: shown})
