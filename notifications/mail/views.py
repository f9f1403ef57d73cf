"""Ending mails from within a mail, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kit import mails
from notifications.mail import unsubscribing


@never_cache
@csrf_exempt  # mail programs post here (RFC 8058); the token is the right, no session is asked
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """GET only asks, because scanners of mails open every address; POST ends them."""
    found = unsubscribing.whose(token)
    if not found:
        raise Http404
    user, kind = found
    if request.method == "POST":
        unsubscribing.end(user, kind)
    with mails.spoken_to(user):
        return render(request, "notifications/mail_end.html", {"is_done": request.method == "POST"})
