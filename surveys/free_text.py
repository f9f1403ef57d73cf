"""What people wrote in answer to text questions, in an order that says nothing of them."""

from typing import Any

from django.db.models import QuerySet, TextField, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, RowNumber

from surveys.models import FreeTextAnswer, Response, Survey
from surveys.questionnaire import Question

ORDERS = {FreeTextAnswer: ("pk",), Response: ("-pk",)}


def texts_of(survey: Survey, question: Question) -> QuerySet[Any]:
    """All texts to `question`, as rows with a `text`; `order_of` says how they are paged.

    Those of anonymous surveys exist from the end on only, without their ballots, and their order is
    the chance of their ids. The caller has asked who may see results, and whether they are shown.
    """
    if survey.anonymous:
        return survey.remarks.filter(question=question.key)
    text = Cast(KT(f"answers__{question.key}"), TextField())
    return survey.responses.filter(finished_at__isnull=False).annotate(text=text).exclude(text=None)


def order_of(texts: QuerySet[Any]) -> tuple[str, ...]:
    """The unique order of such rows."""
    return ORDERS[texts.model]


def some_texts(survey: Survey, most: int) -> dict[str, list[str]]:
    """At most so many texts to each question, by its key, in one statement."""
    given: dict[str, list[str]] = {one.key: [] for one in survey.asked if one.is_text}
    if not survey.anonymous:
        return _some_of_responses(survey, given, most)
    place = Window(RowNumber(), partition_by="question", order_by="id")
    some = survey.remarks.filter(question__in=given).annotate(place=place)
    for key, text in some.filter(place__lte=most).order_by("pk").values_list("question", "text"):
        given[key].append(text)
    return given


def _some_of_responses(
    survey: Survey, given: dict[str, list[str]], most: int
) -> dict[str, list[str]]:
    finished = survey.responses.filter(finished_at__isnull=False).order_by("-pk")
    for answers in finished.values_list("answers", flat=True)[: 5 * most]:
        for key, texts in given.items():
            if answers.get(key) and len(texts) < most:
                texts.append(answers[key])
    return given
