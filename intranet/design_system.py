"""What the look needs to be served: colour and logo of the brand, and the page of components."""

from pathlib import Path
from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from intranet.context_processors import brand
from kit.design.icons import ICONS

FOREVER = "public, max-age=31536000, immutable"
LOGO_BYTES = 40 * 1024
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
THEMES = ("light", "dark", "sun")
COLOURS = (
    "canvas", "surface", "sunken", "line", "ink-3", "ink-2", "ink", "brand", "brand-soft", "must",
    "must-soft", "alert", "alert-soft", "good", "good-soft", "line-strong", "brand-ink", "focus",
)  # fmt: skip


@login_not_required
@require_GET
def brand_css(request: HttpRequest) -> HttpResponse:
    """Hue and chroma of the company; the address carries a version, so it may be kept forever."""
    style = brand(settings.BRAND_COLOUR)
    kept = FOREVER if request.GET.get("v") == style.version else "no-cache"
    return HttpResponse(style.stylesheet, "text/css", headers={"Cache-Control": kept})


@login_not_required
@require_GET
@csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": True})
def logo(request: HttpRequest) -> HttpResponseBase:
    """The company's square mark, shown by <img> only; an SVG opened alone may run nothing."""
    path = Path(settings.BRAND_LOGO)
    kind = LOGO_TYPES.get(path.suffix.lower())
    if not settings.BRAND_LOGO or not kind or not path.is_file():
        raise Http404
    if path.stat().st_size > LOGO_BYTES:
        raise Http404
    return FileResponse(
        path.open("rb"), content_type=kind, headers={"Cache-Control": "public, max-age=3600"}
    )


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows when nothing else is at hand, in the language it asks for."""
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        response = render(request, "offline.html")
    response["Content-Language"] = language
    return response


class SampleForm(forms.Form):
    """One field of every kind, for the page of components."""

    phone = forms.CharField(label=_("Phone"), help_text=_("Visible to everybody at the company."))
    ends = forms.CharField(label=_("Ends on"))
    about = forms.CharField(label=_("About me"), widget=forms.Textarea, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    secret = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    sun = forms.BooleanField(label=_("Sunlight"), help_text=_("Full contrast for outdoors."))
    access = forms.ChoiceField(
        label=_("Who may read?"),
        widget=forms.RadioSelect,
        choices=[("open", _("Everybody")), ("closed", _("Members"))],
    )


class Sample:
    """A person or space that exists on this page only."""

    def __init__(self, name: str, initials: str, hue: int, icon: str = "users") -> None:
        self.name, self.initials, self.hue, self.icon = name, initials, hue, icon


@login_not_required
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in three themes; for people who build, not for readers."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    return render(request, "style.html", _samples())


def _samples() -> dict[str, Any]:
    form = SampleForm({"phone": "0151 555 0148", "ends": "12. Nov. 2026", "access": "open"})
    form.add_error("ends", _("This date is in the past."))
    people = [Sample("Deniz Yıldırım", "DY", 45), Sample("Hanna Lindqvist", "HL", 195)]
    people.append(Sample("Mehmet Şahin", "MŞ", 300))
    return {
        "themes": THEMES,
        "colours": COLOURS,
        "form": form,
        "people": people,
        "space": Sample("Wärmepumpen-Wissen", "", 45, "snowflake"),
        "now": timezone.now(),
        "icons": ICONS,
        "hues": range(0, 360, 15),
    }
