"""The own summaries: when they come, and what the next one would say."""

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notifications.digest import actions, words
from notifications.digest.forms import DigestForm

# A mail carries its style with it; nothing else may come along.
AS_IN_A_MAIL = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"]}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How often and when."""
    form = DigestForm(request.POST or None, instance=actions.plan_of(request.user))
    if request.method == "POST" and form.is_valid():
        actions.set_digest_plan(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(request.path)
    status = 400 if form.errors else 200
    return render(request, "notifications/digest_settings.html", {"form": form}, status=status)


@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """The next summary, as the mail it would be."""
    content = words.preview(request.user)
    if content is None:
        return render(request, "notifications/digest_empty.html")
    return as_in_a_mail(request, content.html)


@csp(AS_IN_A_MAIL)
def as_in_a_mail(request: HttpRequest, html: str) -> HttpResponse:
    """The HTML of a mail as a page of its own."""
    return HttpResponse(html)
