"""Ending mails from within a mail, and the mailbox of a site without a mail server."""

from typing import Any

from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kit.text.user_locale import user_locale
from notifications.mail import outbox_viewer
from notifications.mail.unsubscribe import Expired, read_token, unsubscribe

# A mail carries its style with it; nothing else may come along.
AS_IN_A_MAIL = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"]}


def as_in_a_mail(request: HttpRequest, html: str) -> HttpResponse:
    """The HTML of a mail as a page of its own."""
    page: Any = csp(AS_IN_A_MAIL)(lambda request: HttpResponse(html))
    return page(request)


@never_cache
@csrf_exempt  # mail programs post here (RFC 8058); the token is the right, no session is asked
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET only asks, because scanners of mails open every address; POST unsubscribes."""
    try:
        found = read_token(token)
    except Expired as expired:
        with user_locale(expired.user):
            return render(request, "notifications/unsubscribe.html", {"is_old": True}, status=410)
    if not found:
        raise Http404
    user, kind = found
    if request.method == "POST":
        unsubscribe(user, kind)
    shown = {"is_done": request.method == "POST", "kind": kind}
    with user_locale(user):
        return render(request, "notifications/unsubscribe.html", shown)


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The last mails that were written to files."""
    if not outbox_viewer.may_look(request.user):
        raise Http404
    return render(request, "notifications/mailbox.html", {"letters": outbox_viewer.newest()})


@never_cache
@require_safe
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One of them as a mail program shows it; its text part where that is asked for."""
    found = outbox_viewer.found(key) if outbox_viewer.may_look(request.user) else None
    if not found:
        raise Http404
    if found.html and "text" not in request.GET:
        return as_in_a_mail(request, found.html)
    return HttpResponse(found.text, content_type="text/plain; charset=utf-8")
