"""Answering: one question on a phone, all on a desk; the same page, with and without script."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kit.http.exceptions import Problem
from surveys import actions, policy
from surveys.forms import NONE, answers_of
from surveys.models import Response, Survey
from surveys.questionnaire import Question, QuestionKind, walk
from surveys.results import labels_of
from surveys.views.cards import found

QUESTIONS = "surveys/questions.html"
CHOSEN = {QuestionKind.SINGLE, QuestionKind.MULTIPLE}
MARKED = {QuestionKind.SCALE, QuestionKind.ENPS}


@dataclass
class QuestionPage:
    """A question on the page, with what was answered so far."""

    question: Question
    number: int
    is_current: bool
    answer: Any
    is_given: bool
    error: str = ""

    @property
    def template(self) -> str:
        """The partial that draws its choices."""
        kind = self.question.kind
        name = "choices" if kind in CHOSEN else "marks" if kind in MARKED else kind
        return f"surveys/_{'text' if self.question.is_text else name}.html"

    @property
    def is_none(self) -> bool:
        """Whether "no answer" was chosen."""
        return self.is_given and self.answer is None

    @property
    def choices(self) -> list[tuple[int, str, bool]]:
        """Value, words and whether it was chosen."""
        marks = self.question.kind in MARKED
        values = self.question.marks if marks else range(len(self.question.options))
        labels = [str(value) for value in values] if marks else labels_of(self.question)
        chosen = self.answer if isinstance(self.answer, list) else [self.answer]
        return [
            (value, label, value in chosen) for value, label in zip(values, labels, strict=True)
        ]

    @property
    def lines(self) -> list[tuple[int, str, list[tuple[int, str, bool]]]]:
        """The rows of a matrix with their columns, or entries to rank with their places."""
        options = list(enumerate(self.question.options))
        if self.question.kind == QuestionKind.MATRIX:
            given = self.answer or [None] * len(self.question.rows)
            return [
                (row, label, [(n, option, given[row] == n) for n, option in options])
                for row, label in enumerate(self.question.rows)
            ]
        order = self.answer or []
        places = range(1, len(options) + 1)
        return [
            (n, label, [(place, str(place), order[place - 1 : place] == [n]) for place in places])
            for n, label in options
        ]

    @property
    def jumps(self) -> str:
        """The branches for the script: "0:q5 2:end"."""
        return " ".join(f"{jump.answer}:{jump.to}" for jump in self.question.jumps)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One question of the survey, or all of it where there is room."""
    survey = found(request.user, pk)
    if not 1 <= number <= len(survey.asked):
        raise Http404
    if not policy.can_take_part(request.user, survey):
        raise PermissionDenied
    if request.method == "POST":
        return _sent(request, survey, number)
    if not survey.is_open or survey.took_part:
        return redirect(survey)
    return _page(request, survey, number, _kept(request, survey))


def _kept(request: HttpRequest, survey: Survey) -> dict[str, Any]:
    """What this person answered on any device; anonymous answers are on the device only."""
    if survey.anonymous:
        return {}
    kept = Response.objects.filter(user=request.user, survey=survey).values_list(
        "answers", flat=True
    )
    return kept.first() or {}


def _sent(request: HttpRequest, survey: Survey, number: int) -> HttpResponse:
    """Keep what was answered and go on, or hand it in. What is wrong stands at its question."""
    if survey.anonymous:
        raise Problem("needs_script", NEEDS_SCRIPT)
    answers = answers_of(survey.asked, request.POST)
    try:
        if request.POST.get("go") == "finish":
            actions.finish_response(by=request.user, survey=survey, answers=answers)
            messages.success(request, _("Thank you. Your answers have arrived."))
            return redirect(survey)
        kept = actions.keep_answers(by=request.user, survey=survey, answers=answers).answers
        _check_answered(survey, number, kept)
    except Problem as problem:
        if problem.field not in {one.key for one in survey.asked}:
            raise
        return _page(request, survey, number, _kept(request, survey) | answers, problem)
    return redirect("survey-question", survey.pk, _neighbour(survey, number, kept, request))


NEEDS_SCRIPT = gettext_lazy(
    "Anonymous answers are sealed by your browser before they leave it. Without scripts this is "
    "not possible, and they are not accepted any other way."
)


def _check_answered(survey: Survey, number: int, kept: dict[str, Any]) -> None:
    """Nobody leaves a question forward that must be answered."""
    question = survey.asked[number - 1]
    if question.required and question.key not in kept:
        raise Problem("required", _("Please answer, or choose “No answer”."), field=question.key)


def _neighbour(survey: Survey, number: int, kept: dict[str, Any], request: HttpRequest) -> int:
    """The number of the question after this one, or before it, on this person's way."""
    way = [survey.asked.index(one) + 1 for one in walk(survey.asked, lambda q: kept.get(q.key))]
    if request.POST.get("go") == "back":
        return max((one for one in way if one < number), default=1)
    return min((one for one in way if one > number), default=number)


def _page(
    request: HttpRequest,
    survey: Survey,
    number: int,
    answers: dict[str, Any],
    problem: Problem | None = None,
) -> HttpResponse:
    keys = [one.key for one in survey.asked]
    if problem and problem.field in keys:
        number = keys.index(problem.field) + 1
    context = questions_context(survey, number, answers, problem)
    status = problem.status if problem else 200
    return render(request, QUESTIONS, context, status=status)


def questions_context(
    survey: Survey, number: int, answers: dict[str, Any], problem: Problem | None = None
) -> dict[str, Any]:
    """What the page of the questions shows, at one of them."""
    return {
        "survey": survey,
        "number": number,
        "asked": asked(survey, number, answers, problem),
        "none": NONE,
        "needs_script": NEEDS_SCRIPT,
        "is_last": number == len(survey.asked),
    }


def asked(
    survey: Survey, number: int, answers: dict[str, Any], problem: Problem | None = None
) -> list[QuestionPage]:
    """The questions as the page draws them."""
    return [
        QuestionPage(
            question,
            place,
            place == number,
            answers.get(question.key),
            question.key in answers,
            str(problem.detail) if problem and problem.field == question.key else "",
        )
        for place, question in enumerate(survey.asked, 1)
    ]


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions as people will see them; nothing is kept."""
    survey = found(request.user, pk)
    if not policy.can_change_survey(request.user, survey):
        raise PermissionDenied
    context = {"survey": survey, "asked": asked(survey, 0, {}), "none": NONE}
    return render(request, "surveys/preview.html", context)
