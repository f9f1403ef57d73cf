"""What every request passes: the log, the limits, readable problems, private responses."""

import logging
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from kit import limits, logs
from kit.database import server_time
from kit.http import throttling
from kit.http.exceptions import Problem, TooLarge
from kit.http.responses import error_response, is_api, problem_of

View = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("flurfunk.requests")

PART = "application/offset+octet-stream"  # of an upload that arrives in parts
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
OVERRIDES = {"put": "PUT", "delete": "DELETE", "patch": "PATCH"}


class StripIdentity:
    """Takes from requests to some addresses everything that says who sends them.

    Stands before all others, so that neither sign-in nor limits nor logs can know.
    """

    KEPT = frozenset(("HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_PROTO"))

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        self.paths = re.compile("|".join(settings.NAMELESS_PATHS) or r"(?!)")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what is left of the request."""
        if not self.paths.fullmatch(request.path_info):
            return self.get_response(request)
        request.nameless = True  # type: ignore[attr-defined]
        request.COOKIES = {}
        for name in [*request.META]:
            if name.startswith("HTTP_") and name not in self.KEPT:
                del request.META[name]
        request.META["REMOTE_ADDR"], request.META["REMOTE_PORT"] = "", ""
        response = self.get_response(request)
        if response.status_code < 500:
            response._has_been_logged = True  # type: ignore[attr-defined]
        return response


class RequestLog:
    """One line in the log for each response: route, status, time; never an address or a text."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Log how the response came out."""
        began = time.perf_counter()
        asked_at = round(server_time.now().timestamp() * 1000)
        response = self.get_response(request)
        if not getattr(request, "nameless", False):
            logs.log_request(request, response, time.perf_counter() - began)
            self._stamp(request, response, asked_at)
        return response

    def _stamp(self, request: HttpRequest, response: HttpResponseBase, asked_at: int) -> None:
        """Let a page tell its socket when it was asked for, so what it missed (live.consumer)."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        person = getattr(request.__dict__.get("_cached_user"), "pk", None)
        if person and is_page and response.status_code == HTTPStatus.OK:
            response["Server-Timing"] = f'page;desc="{asked_at}"'


class FormsByScript:
    """Tells a script that sent a form (`X-Form`) where the browser would be led.

    So it knows that the form was accepted, and the next page is opened once, with its notes.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; a redirect becomes an address in `X-Location`."""
        response = self.get_response(request)
        if "X-Form" in request.headers and response.has_header("Location"):
            response["X-Location"] = response["Location"]
            del response["Location"]
            response.status_code = 204
        return response


class ErrorHandling:
    """Refuses what cannot be meant, and turns problems below into readable responses."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check first, then pass on."""
        try:
            refuse_garbage(request)
            count_request(request)
        except Problem as problem:
            return error_response(request, problem)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """A number that no row can have is an unknown address, not an error of the database."""
        if any(isinstance(n, int) and n > limits.BIGGEST_ID for n in kwargs.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what the input caused; leave the rest to Django."""
        if isinstance(exception, DataError | OverflowError):  # a value that no form looked at
            if not getattr(request, "nameless", False):
                log.warning("refused value", extra={"route": logs.route(request)})
            exception = Problem("invalid", status=400)
        problem = problem_of(exception)
        return error_response(request, problem) if problem else None


def refuse_garbage(request: HttpRequest) -> None:
    """Refuse addresses with NUL bytes, lengths that are none, and bodies nobody needs to read."""
    if "\0" in request.path_info:
        raise Problem("not_found", _("This does not exist, or no longer exists."), status=404)
    if "%00" in request.META.get("QUERY_STRING", ""):
        raise Problem("invalid", _("This address contains characters that are not allowed there."))
    limit = _body_limit(request)
    if _length(request) > limit:
        raise TooLarge(limit=limit)


def count_request(request: HttpRequest) -> None:
    """Everything a person does counts against one wide rate."""
    if request.session.get("_auth_user_id"):
        throttling.consume(request.session["_auth_user_id"], throttling.EVERYTHING)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Problem("bad_request") from None


def _body_limit(request: HttpRequest) -> int:
    """Uploads are for people who are signed in; every other body is small."""
    most = {"multipart/form-data": limits.UPLOAD_BYTES, PART: limits.PART_BYTES}
    known = request.session.get("_auth_user_id") or "HTTP_AUTHORIZATION" in request.META
    limit = most.get(request.content_type or "", limits.JSON_BYTES)
    return limit if known else limits.JSON_BYTES


class MethodOverride:
    """Lets a plain form say PUT or DELETE in a hidden field `_method`; reads forms sent as PUT."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on, with the method the form means."""
        is_form = request.content_type in FORMS and not is_api(request)
        if is_form and request.method in ("POST", "PUT"):
            try:
                read_form(request)
                self.override(request)
            except Exception as exception:
                if problem := problem_of(exception):
                    return error_response(request, problem)
                raise
        return self.get_response(request)

    def override(self, request: HttpRequest) -> None:
        """Change the method, and hand the form's CSRF token on: Django reads it from POST only."""
        method = OVERRIDES.get(request.POST.get("_method", "").lower())
        if request.method != "POST" or not method:
            return
        token = request.POST.get("csrfmiddlewaretoken")
        if token and settings.CSRF_HEADER_NAME not in request.META:
            request.META[settings.CSRF_HEADER_NAME] = token
        request.method = method


def read_form(request: HttpRequest) -> None:
    """Fill `request.POST` and `request.FILES` of a PUT too: Django leaves them empty."""
    method, request.method = request.method, "POST"
    try:
        request.POST  # noqa: B018 (the first look reads the body)
    finally:
        request.method = method


class CacheHeaders:
    """Personal responses stay out of shared caches and are asked for anew; errors are not kept."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Say on the way out who may keep the response."""
        response = self.get_response(request)
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        elif not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie", "HX-Request", "Accept-Language"])
        return response
