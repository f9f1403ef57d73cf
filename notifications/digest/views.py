"""The own digests: when they come, and what the next one would say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.settings_registry import refused, saved
from notifications.digest import actions
from notifications.digest.forms import DigestForm
from notifications.digest.render import preview as preview_of
from notifications.mail.queue import use_address_again
from notifications.mail.views import as_in_a_mail


@require_http_methods(["PUT"])
def plan(request: HttpRequest) -> HttpResponse:
    """How often and when, from the section of the settings."""
    form = DigestForm(request.POST)
    if not form.is_valid():
        return refused(request, "digest", form=form)
    actions.set_digest_plan(by=request.user, **form.cleaned_data)
    return saved(request, "digest")


@require_http_methods(["PUT"])
def address(request: HttpRequest) -> HttpResponse:
    """The person says that mails to the own address arrive again."""
    use_address_again(by=request.user)
    return saved(request, "digest")


@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The next digest, as the mail it would be."""
    content = preview_of(request.user)
    if content is None:
        return render(request, "notifications/digest_empty.html")
    return as_in_a_mail(request, content.html)
