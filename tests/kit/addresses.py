"""Addresses that fail in every way, for the tests of what then happens."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from intranet.urls import urlpatterns as ours
from kit.http.exceptions import Conflict, Problem, TooLarge, TooMany, UnsupportedType
from kit.http.throttling import Rate, rate_limit

PROBLEMS: dict[str, Exception] = {
    "problem": Problem("too_long", "Too long", field="body", limit=7),
    "conflict": Conflict(),
    "large": TooLarge(limit=9),
    "type": UnsupportedType(),
    "many": TooMany(retry_after=17),
    "denied": PermissionDenied(),
    "missing": Http404(),
    "data": DataError("value too long"),
    "number": OverflowError("Python int too large to convert to SQLite INTEGER"),
}


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise PROBLEMS[how]


def echo(request: HttpRequest, **found: Any) -> HttpResponse:
    return HttpResponse(f"{request.method} {sorted(request.POST)} {found}")


def cached(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Cache-Control": "public, max-age=60"})


urlpatterns = [
    *ours,
    path("fail/<str:how>/", fail),
    path("api/v1/fail/<str:how>/", fail),
    path("echo/", echo),
    path("echo/<int:pk>/", echo),
    path("echo/<str:word>/", echo),
    path("open/", csrf_exempt(echo)),
    path("cached/", cached),
    path("limited/", rate_limit(Rate("test", 3, 60))(echo)),
]
handler400 = "intranet.errors.bad_request"
handler403 = "intranet.errors.forbidden"
handler404 = "intranet.errors.not_found"
handler500 = "intranet.errors.broken"
