"""One's own settings: profile, appearance, devices, keys."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.devices import device_of
from accounts.forms import AppearanceForm, PortraitForm, ProfileForm, TokenForm
from accounts.models import ApiToken, User
from accounts.sessions import Session
from kit.http import throttling
from kit.http.exceptions import as_form_error

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def profile(request: HttpRequest) -> HttpResponse:
    """What others read about me."""
    return save_or_show(request, ProfileForm, "accounts/settings_profile.html")


@form_page
def appearance(request: HttpRequest) -> HttpResponse:
    """Theme, language and time zone."""
    return save_or_show(request, AppearanceForm, "accounts/settings_appearance.html")


@require_http_methods(["PUT", "DELETE"])
def theme(request: HttpRequest) -> HttpResponse:
    """PUT switches the sunlight theme on, DELETE goes back to what the device prefers."""
    wanted = User.Theme.SUN if request.method == "PUT" else User.Theme.SYSTEM
    actions.change_profile(by=request.user, user=request.user, theme=wanted)
    return redirect("me")


def save_or_show(request: HttpRequest, form_class: type[ModelForm], page: str) -> HttpResponse:
    """Save the fields of a form and come back to it, or show it with what was typed."""
    # A row of its own: checking a form writes into it, and the frame shows request.user.
    row = User.objects.get(pk=request.user.pk)
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with as_form_error(form):
            actions.change_profile(by=request.user, user=row, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(request.path)
    return render(request, page, {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["PUT", "DELETE"])
@throttling.rate_limit(throttling.UPLOAD, "PUT")
def portrait(request: HttpRequest) -> HttpResponse:
    """PUT shows another picture of me, DELETE my initials."""
    if request.method == "DELETE":
        actions.drop_portrait(by=request.user, user=request.user)
        return redirect("settings-profile")
    form = PortraitForm(request.POST, request.FILES)
    if form.is_valid():
        with as_form_error(form):
            upload = form.cleaned_data["file"]
            actions.change_portrait(by=request.user, user=request.user, upload=upload)
            return redirect("settings-profile")
    context = {"form": ProfileForm(instance=request.user), "portrait_form": form}
    return render(request, "accounts/settings_profile.html", context, status=400)


# --- devices ---------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "DELETE"])
def devices(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; DELETE ends all but this one."""
    key = request.session.session_key
    if request.method == "DELETE":
        actions.end_other_sessions(by=request.user, keep=key)
        messages.success(request, _("You are signed out on all other devices."))
        return redirect("settings-devices")
    rows = [described(row, key) for row in living_sessions(request.user)]
    return render(request, "accounts/settings_devices.html", {"devices": rows})


@require_http_methods(["DELETE"])
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    actions.end_session(by=request.user, session=session)
    messages.success(request, _("This device is signed out."))
    return redirect("settings-devices")


def living_sessions(user: Any) -> Any:
    """The sessions of `user` that still open something, the last used first."""
    living = Session.objects.visible_to(user).living().values("session_key")
    mine = UserSession.objects.filter(user=user, session_key__in=living)
    return mine.order_by("-last_seen_at", "-pk")


def described(row: UserSession, current: str | None) -> dict[str, Any]:
    """A session as its owner recognises it."""
    return {
        "row": row,
        "device": device_of(row.user_agent),
        "current": row.session_key == current,
    }


# --- keys ------------------------------------------------------------------------------------
@never_cache
@form_page
def tokens(request: HttpRequest) -> HttpResponse:
    """My keys for programs. A new one is shown once, in the response that makes it."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with as_form_error(form):
            secret = make_token(request.user, **form.cleaned_data)
            form = TokenForm()
    context = {"form": form, "secret": secret, "tokens": living_tokens(request.user)}
    status = 400 if form.errors else 201 if secret else 200
    return render(request, "accounts/settings_tokens.html", context, status=status)


def make_token(user: Any, *, name: str, scopes: list[str], days: str) -> str:
    """The secret of a new key that ends after so many days, or never."""
    expires_at = timezone.now() + timedelta(days=int(days)) if days else None
    return actions.create_token(by=user, name=name, scopes=scopes, expires_at=expires_at)[1]


def living_tokens(user: Any) -> Any:
    """Keys that open something, the newest first."""
    return ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk")


@never_cache
@require_http_methods(["DELETE"])
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key."""
    mine = get_object_or_404(ApiToken, user=request.user, pk=pk)
    actions.revoke_token(by=request.user, token=mine)
    messages.success(request, _("The key is revoked."))
    return redirect("settings-tokens")
