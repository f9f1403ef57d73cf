"""What came out: on a page, as files, as a picture, as a post."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from kit.database import keyset
from kit.http import throttling
from surveys import actions, exports, policy
from surveys import results as outcome
from surveys.free_text import order_of, texts_of
from surveys.models import Response, Survey
from surveys.models.surveys import FEWEST
from surveys.views.cards import found, rights

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": WORKBOOK}


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Bars, means and texts, from five answers up."""
    survey = _shown(request, pk)
    shown = outcome.results(survey)
    context = rights(request.user, survey)
    context |= {"shown": shown, "fewest": FEWEST, "is_waiting": outcome.is_waiting(survey)}
    return render(request, "surveys/results.html", context)


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answered what in a named survey, for who asked."""
    survey = found(request.user, pk)
    if survey.anonymous or not policy.can_change_survey(request.user, survey):
        raise PermissionDenied
    given = Response.objects.visible_to(request.user).filter(survey=survey).select_related("user")
    page = keyset.page(
        given.filter(finished_at__isnull=False), order=("-pk",), after=request.GET.get("after")
    )
    if "after" not in request.GET:
        audit.note(by=request.user, action="surveys.open_names", about=survey)
    for response in page.items:
        response.lines = [(one, spoken(one, response.answers.get(one.key))) for one in survey.asked]
    return render(request, "surveys/answers.html", {"survey": survey, "page": page})


def spoken(question: outcome.Question, answer: object) -> str:
    """An answer in words."""
    if answer is None:
        return "–"
    labels = list(question.options)
    if isinstance(answer, list):
        return ", ".join("–" if one is None else labels[one] for one in answer)
    return labels[answer] if labels and isinstance(answer, int) else str(answer)


@require_safe
def texts(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Everything that was written to one question, page by page."""
    survey = _shown(request, pk)
    question = outcome.shown_text_question(survey, number)
    written = texts_of(survey, question)
    page = keyset.page(written, order=order_of(written), after=request.GET.get("after"))
    context = {"survey": survey, "question": question, "page": page}
    return render(request, "surveys/texts.html", context)


@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The shown numbers as a file."""
    survey = _shown(request, pk)
    if form not in KINDS:
        raise Http404
    throttling.consume(request.user, throttling.EXPORT)
    audit.note(by=request.user, action="surveys.export_results", about=survey)
    return _file(survey, exports.taken_along(survey, form), KINDS[form], form)


@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One question as a picture for slides."""
    survey = _shown(request, pk)
    shown = {one.number: one.whole for one in outcome.results(survey).questions}
    figures = shown.get(number)
    if not figures or figures.question.is_text:
        raise Http404
    return _file(survey, exports.as_picture(figures).encode(), "image/svg+xml", "svg")


def _file(survey: Survey, content: bytes, kind: str, ending: str) -> HttpResponse:
    name = slugify(survey.title)[:60] or "survey"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@require_POST
@throttling.rate_limit(throttling.WRITE)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell everyone who was asked."""
    post = actions.share_results(by=request.user, survey=found(request.user, pk))
    messages.success(request, _("The results are shared."))
    return redirect(post)


def _shown(request: HttpRequest, pk: int) -> Survey:
    survey = found(request.user, pk)
    if not policy.can_see_results(request.user, survey):
        raise PermissionDenied
    return survey
