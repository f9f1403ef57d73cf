"""Pages for when something went wrong: what happened, what is safe, what to do now."""

import logging
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kit.database.outages import outage_of
from kit.http import responses
from kit.http.exceptions import Problem
from kit.http.responses import bad_request, forbidden, not_found

__all__ = ["bad_request", "broken", "csrf_failure", "forbidden", "not_found"]

log = logging.getLogger("flurfunk.requests")
BROKEN = _(
    "Something went wrong on our side. What you typed is not lost: go back and send it again."
)
STALE = _("This page was open for too long, or its cookie is missing. Reload it and send again.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: the text comes back, to be sent once more, with a cookie
    where there was none, so that what waits on a device is taken the next time."""
    get_token(request)
    log.warning("refused form", extra={"reason": reason})
    return responses.error_response(request, Problem("csrf", STALE, status=403))


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Relies on nothing: database, cache or session may be the cause."""
    exception = sys.exc_info()[1]
    if exception and (outage := outage_of(exception)):
        return responses.error_response(request, outage)
    if responses.wants_json(request):
        return responses.error_response(request, Problem("broken", BROKEN, status=500))
    with translation.override(translation.get_language_from_request(request)):
        body = render_to_string("500.html", {"company": settings.COMPANY_NAME, "detail": BROKEN})
    return HttpResponse(body, status=500, headers={"Cache-Control": "no-store"})
