"""Writing surveys: what it is about, the questions, publishing."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.http import throttling
from kit.http.exceptions import Problem, as_form_error
from surveys import actions, policy
from surveys.forms import NewSurveyForm, QuestionForm, SurveyForm
from surveys.limits import MOST_QUESTIONS
from surveys.models import ResultVisibility, Survey
from surveys.views.cards import found, rights

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@throttling.rate_limit(throttling.WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a survey, perhaps with questions others have found useful."""
    if not policy.can_ask(request.user):
        raise PermissionDenied
    start = {"client_id": uuid.uuid4(), "anonymous": "yes", "shown_to": ResultVisibility.AUDIENCE}
    sent = request.POST if request.method == "POST" else None
    form = NewSurveyForm(sent, by=request.user, initial=start)
    if form.is_valid():
        with as_form_error(form):
            survey = actions.create_survey(by=request.user, **form.changes())
            return redirect("survey-questions", survey.pk)
    return _form(request, "surveys/new.html", form)


@require_http_methods(FORM)
@throttling.rate_limit(throttling.WRITE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, audience, promises and times, as long as nobody has answered."""
    survey = _own(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = SurveyForm(sent, by=request.user, initial=_start(survey))
    if form.is_valid():
        with as_form_error(form):
            actions.change_survey(by=request.user, survey=survey, **form.changes())
            return redirect(survey)
    return _form(request, "surveys/edit.html", form, survey=survey)


def _start(survey: Survey) -> dict[str, Any]:
    return {
        "title": survey.title,
        "intro": survey.intro,
        "spaces": list(survey.spaces.all()),
        "anonymous": "yes" if survey.anonymous else "no",
        "by_department": survey.by_department,
        "shown_to": survey.shown_to,
        "opens_at": survey.opens_at,
        "ends_at": survey.ends_at,
    }


@require_http_methods(FORM)
@throttling.rate_limit(throttling.WRITE)
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions in order; a form below adds one."""
    survey = _own(request, pk)
    number = len(survey.asked) + 1
    form = QuestionForm(_typed(request), questions=survey.asked, number=number)
    if form.is_valid() and _changed(request, survey, form):
        return redirect("survey-questions", survey.pk)
    full = len(survey.asked) >= MOST_QUESTIONS
    return _form(
        request, "surveys/edit_questions.html", form, full=full, **rights(request.user, survey)
    )


@require_http_methods([*FORM, "DELETE"])
@throttling.rate_limit(throttling.WRITE)
def question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Change one question, its place and its branches, or take it out."""
    survey = _own(request, pk)
    if not 1 <= number <= len(survey.asked):
        raise Http404
    if request.method == "DELETE":
        left = [one.as_json() for n, one in enumerate(survey.asked, 1) if n != number]
        actions.change_survey(by=request.user, survey=survey, questions=_unbranched(left))
        return redirect("survey-questions", survey.pk)
    form = QuestionForm(_typed(request), questions=survey.asked, number=number)
    if form.is_valid() and _changed(request, survey, form):
        return redirect("survey-questions", survey.pk)
    return _form(request, "surveys/edit_question.html", form, survey=survey, number=number)


def _unbranched(left: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Branches to a question that is taken out go with it."""
    keys = {one["key"] for one in left} | {"end"}
    return [{**one, "jumps": [j for j in one["jumps"] if j["to"] in keys]} for one in left]


def _changed(request: HttpRequest, survey: Survey, form: QuestionForm) -> bool:
    """Store the questions with the changed one; what is refused stands in the form."""
    try:
        actions.change_survey(by=request.user, survey=survey, questions=form.changed())
    except Problem as problem:
        name = (problem.field or "").rpartition(".")[2]
        form.add_error(name if name in form.fields else None, str(problem.detail))
        return False
    return True


@require_http_methods(["PUT"])
@throttling.rate_limit(throttling.WRITE)
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to ask."""
    survey = actions.publish_survey(by=request.user, survey=found(request.user, pk))
    messages.success(request, _("The survey is published."))
    return redirect(survey)


@require_http_methods(FORM)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a survey away that nobody has answered."""
    survey = _own(request, pk)
    if request.method == "POST":
        actions.delete_survey(by=request.user, survey=survey)
        return redirect("surveys")
    return render(request, "surveys/delete.html", {"survey": survey})


def _own(request: HttpRequest, pk: int) -> Survey:
    survey = found(request.user, pk)
    if not policy.can_change_survey(request.user, survey):
        raise PermissionDenied
    return survey


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    status = Problem.status if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)
