"""What the REST framework is told to use: parsers, pages, limits, errors.

The framework imports this module while it loads its own views, so no view is imported here.
"""

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from kit import limits
from kit.api.json_limits import read_json
from kit.http import throttling
from kit.http.exceptions import Problem, TooMany, UnsupportedType
from kit.http.responses import not_found_problem, problem_of

DIGITS = 20  # one more than the biggest id has
CODES = {
    exceptions.NotAuthenticated: "sign_in",
    exceptions.AuthenticationFailed: "sign_in",
    exceptions.PermissionDenied: "forbidden",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.ParseError: "bad_request",
}


class LimitedJSONParser(BaseParser):
    """JSON within the limits on size, depth and keys, checked before anything is built."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The value in the body."""
        request = (parser_context or {}).get("request")
        length = request.META.get("CONTENT_LENGTH") if request else 0
        return read_json(stream, int(length or 0))


class UploadParser(MultiPartParser):
    """One form with files; its size was limited before it was read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The fields and files of the form."""
        try:
            return super().parse(stream, media_type, parser_context)
        except exceptions.ParseError:
            detail = _("The upload arrived incomplete. Please send it again.")
            raise Problem("broken_upload", detail) from None


class Throttle(BaseThrottle):
    """Counts programs with a token; requests with a session are counted before they get here."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Always true, or TooMany."""
        if request.auth and request.user and request.user.is_authenticated:
            throttling.consume(request.user, throttling.EVERYTHING)
        return True


class Cursor(BasePagination):
    """How lists are described: pages by `?after=`, which `Viewset.page` reads."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same, for the description of the API."""
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": ["string", "null"],
                    "description": "Give this as `after` to read on; null at the end.",
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters of a list."""
        size = {"type": "integer", "minimum": 1, "maximum": limits.PAGE_SIZE_MAX}
        return [
            _parameter("after", {"type": "string"}, "`next` of the page before."),
            _parameter("limit", {**size, "default": limits.PAGE_SIZE}, "Rows on a page."),
        ]


def page_size(request: Request) -> int:
    """`?limit=` as a number from 1 to the biggest page, or a Problem."""
    size = number(request, "limit")
    if size is None:
        return limits.PAGE_SIZE
    if not 1 <= size <= limits.PAGE_SIZE_MAX:
        detail = _("A page has 1 to %(limit)d rows.") % {"limit": limits.PAGE_SIZE_MAX}
        raise Problem("invalid", detail, field="limit", limit=limits.PAGE_SIZE_MAX)
    return size


def number(request: Request, name: str) -> int | None:
    """`?name=` as a whole number, None without it, or a Problem."""
    written = request.query_params.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < DIGITS):
        raise Problem("invalid", _("This must be a whole number."), field=name)
    return min(int(written), limits.BIGGEST_ID)


def explain(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Any refusal in the one shape of our errors. What is no refusal stays an error of ours."""
    problem = problem_of(exception) or _of_framework(exception)
    if problem is None:
        return None
    headers = dict(problem.headers)
    if challenge := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return Response(problem.as_json(), status=problem.status, headers=headers)


def _of_framework(exception: Exception) -> Problem | None:
    if isinstance(exception, Http404 | exceptions.NotFound):
        return not_found_problem()
    if isinstance(exception, PermissionDenied):
        return Problem("forbidden", _("You are not allowed to do this."), status=403)
    if isinstance(exception, exceptions.ValidationError):
        return _of_validation(exception.detail)
    if isinstance(exception, exceptions.UnsupportedMediaType):
        return UnsupportedType()
    if isinstance(exception, exceptions.Throttled):
        return TooMany(retry_after=int(exception.wait or 60))
    if isinstance(exception, exceptions.APIException) and exception.status_code < 500:
        code = CODES.get(type(exception), "bad_request")
        return Problem(code, str(exception.detail), status=exception.status_code)
    return None


def _of_validation(detail: Any, path: tuple[str, ...] = ()) -> Problem:
    """The first error of a serializer, with the way to its field."""
    while not isinstance(detail, str):
        if isinstance(detail, dict):
            name, detail = next(iter(detail.items()))
            path += () if name == "non_field_errors" else (str(name),)
        else:
            position = next(number for number, item in enumerate(detail) if item)
            path += (str(position),) if isinstance(detail[position], dict) else ()
            detail = detail[position]
    code = getattr(detail, "code", "invalid")
    number = re.search(r"\d+", detail) if code.startswith(("max_", "min_")) else None
    field, limit = ".".join(path) or None, int(number[0]) if number else None
    return Problem(code, str(detail), field=field, limit=limit)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "description": description,
    }
