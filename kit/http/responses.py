"""How a problem looks: JSON for programs, a short note for swaps, a page for everything else."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.database.outages import outage_of
from kit.http.exceptions import Problem, TooLarge

API = "/api/"
NOTES = "#toasts"  # where the shell shows notes
SECRETS = ("csrf", "password", "token", "code", "_method", "client_id")


def error_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """`problem` in the form that the sender of `request` reads."""
    language = getattr(request, "LANGUAGE_CODE", "") or get_language_from_request(request)
    with translation.override(language):
        made = _drawn(request, problem)
    for name, value in problem.headers.items():
        made[name] = value
    return made


def _drawn(request: HttpRequest, problem: Problem) -> HttpResponse:
    if wants_json(request):
        body = json.dumps(problem.as_json(), ensure_ascii=False)
        return HttpResponse(body, content_type="application/json", status=problem.status)
    if request.headers.get("HX-Request") == "true":
        return _note(request, problem)
    return _page(request, problem)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: an API address, or one that prefers JSON to pages."""
    if is_api(request):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def is_api(request: HttpRequest) -> bool:
    """Whether the address belongs to the API, which reads and answers JSON only."""
    return request.path_info.startswith(API)


def problem_of(exception: BaseException) -> Problem | None:
    """What an exception means for the person, if the input caused it or a part is away."""
    if isinstance(exception, Problem):
        return exception
    if isinstance(exception, RequestDataTooBig):
        return TooLarge(limit=limits.JSON_BYTES)
    if isinstance(exception, TooManyFieldsSent):
        return TooLarge(detail=_("Too many fields."), limit=limits.JSON_KEYS)
    if isinstance(exception, TooManyFilesSent):
        return TooLarge(detail=_("Too many files."), limit=limits.FILES_AT_ONCE)
    if isinstance(exception, MultiPartParserError):
        return Problem("broken_upload", _("The upload arrived incomplete. Please send it again."))
    return outage_of(exception)


def bad_request(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Django's handler400: what was refused before a view saw it."""
    return error_response(request, problem_of(exception) or Problem("bad_request"))


def forbidden(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Django's handler403: visible, but not allowed."""
    return error_response(
        request, Problem("forbidden", _("You are not allowed to do this."), status=403)
    )


def not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Django's handler404: unknown and hidden things answer exactly alike."""
    return error_response(request, not_found_problem())


def not_found_problem() -> Problem:
    """What there is to say about a thing that does not exist, or that this person may not know."""
    return Problem("not_found", _("This does not exist, or no longer exists."), status=404)


def _note(request: HttpRequest, problem: Problem) -> HttpResponse:
    asker = None if problem.status == 503 else request  # who asks may be what cannot be asked
    body = render_to_string("kit/_problem.html", {"problem": problem}, asker)
    made = HttpResponse(body, status=problem.status)
    made["HX-Retarget"], made["HX-Reswap"] = NOTES, "beforeend"
    return made


def _page(request: HttpRequest, problem: Problem) -> HttpResponse:
    context = {
        "status": problem.status,
        "detail": problem.detail,
        "problem": problem,
        "kept": preserved_input(request),
    }
    if problem.status == 503:  # drawn without the request, as its note is
        context |= {"company": settings.COMPANY_NAME, "again": _address_of(request)}
        made = HttpResponse(render_to_string("503.html", context), status=problem.status)
        if context["again"]:
            made["Refresh"] = "5"  # the page comes back by itself
        return made
    body = render_to_string(["problem.html", "kit/problem.html"], context, request)
    return HttpResponse(body, status=problem.status)


def _address_of(request: HttpRequest) -> str:
    """Where a page can be asked for again by itself; nothing for what was sent."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""


def preserved_input(request: HttpRequest) -> dict[str, Any]:
    """What the person typed into the form that failed, so that no error page loses it."""
    if not hasattr(request, "_post"):  # reading it now could fail again
        return {}
    return {
        name: value
        for name, value in request.POST.items()
        if str(value).strip() and not any(secret in name.lower() for secret in SECRETS)
    }
