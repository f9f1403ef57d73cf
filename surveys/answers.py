"""Answers: read as a program or a form sends them, checked against their questions.

An answer is a number (scale, one of several: the place of the option), a list of numbers (several;
matrix: one per row; ranking: best first), or a text. None is "no answer".
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from kit.http.exceptions import Problem, Text
from kit.text import rendering
from surveys.limits import LONG_ANSWER_LENGTH, SHORT_ANSWER_LENGTH
from surveys.questionnaire import Question, QuestionKind, Questions, walk

MISSING = object()  # nothing was sent: not even "no answer"
BYTES_PER_CHARACTER = 4
BYTES_OF_A_CHOICE = 96  # of an answer that is no text, with room to spare
TEXT_LENGTH = {QuestionKind.SHORT: SHORT_ANSWER_LENGTH, QuestionKind.LONG: LONG_ANSWER_LENGTH}

Answers = dict[str, Any]


def read_answers(questions: Questions, raw: Any) -> Answers:
    """The answers of a person who is done: one for every question met, others are left out.

    A Problem names the question that misses its answer or got one it does not offer.
    """
    known = _known(questions, raw)
    answers: Answers = {}

    def answer(question: Question) -> Any:
        answers[question.key] = _complete(question, known.get(question.key, MISSING))
        return answers[question.key]

    for _question in walk(questions, answer):
        pass
    return answers


def read_some(questions: Questions, raw: Any) -> Answers:
    """Answers of a person who is on the way: each is checked, none has to be there."""
    known = _known(questions, raw)
    return {
        question.key: read(question, known[question.key])
        for question in questions
        if question.key in known
    }


def _known(questions: Questions, raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise Problem("invalid", _("Answers are given by the key of their question."))
    if unknown := sorted(raw.keys() - {question.key for question in questions}):
        raise Problem("unknown_question", _("There is no such question."), field=unknown[0][:60])
    return raw


def _complete(question: Question, value: Any) -> Any:
    if value is MISSING and question.required:
        detail = _("Please answer, or choose “No answer”.")
        raise Problem("required", detail, field=question.key)
    return None if value is MISSING else read(question, value)


def read(question: Question, value: Any) -> Any:
    """One answer as it is stored; anything the question does not offer is a Problem."""
    return None if value is None else READERS[question.kind](question, value)


def longest_bytes(questions: Questions) -> int:
    """How many bytes the longest possible answers take: all sealed ballots are padded to it."""
    texts = [TEXT_LENGTH[QuestionKind(one.kind)] for one in questions if one.is_text]
    return BYTES_PER_CHARACTER * sum(texts) + BYTES_OF_A_CHOICE * len(questions) + 1024


# --- by kind ----------------------------------------------------------------------------------
def _refuse(question: Question, detail: Text, limit: int | None = None) -> None:
    raise Problem("invalid_answer", detail, field=question.key, limit=limit)


def _whole(question: Question, value: Any, offered: range) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in offered:
        _refuse(question, _("This answer cannot be chosen."))
    return int(value)


def _mark(question: Question, value: Any) -> int:
    return _whole(question, value, question.marks)


def _option(question: Question, value: Any) -> int:
    return _whole(question, value, range(len(question.options)))


def _list(question: Question, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > max(len(question.options), len(question.rows)):
        _refuse(question, _("This answer cannot be chosen."))
    return list(value)


def _options(question: Question, value: Any) -> list[int] | None:
    chosen = {_option(question, one) for one in _list(question, value)}
    return sorted(chosen) or None


def _matrix(question: Question, value: Any) -> list[int | None] | None:
    given = _list(question, value)
    if len(given) != len(question.rows):
        _refuse(question, _("Every row needs its own answer."))
    rows = [None if one is None else _option(question, one) for one in given]
    return rows if any(one is not None for one in rows) else None


def _ranking(question: Question, value: Any) -> list[int]:
    order = [_option(question, one) for one in _list(question, value)]
    if sorted(order) != list(range(len(question.options))):
        _refuse(question, _("Give every entry a place of its own."))
    return order


def _number(question: Question, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        _refuse(question, _("This must be a number."))
    try:
        number = Decimal(str(value)[:40].strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > 10**12:
        _refuse(question, _("This must be a number."))
    if question.least is not None and number < question.least:
        detail = _("At least %(limit)d.") % {"limit": question.least}
        _refuse(question, detail, question.least)
    if question.most is not None and number > question.most:
        _refuse(question, _("At most %(limit)d.") % {"limit": question.most}, question.most)
    return int(number) if number == number.to_integral_value() else round(float(number), 2)


def _date(question: Question, value: Any) -> str:
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        _refuse(question, _("This must be a date."))
        raise


def _words(question: Question, value: Any) -> str | None:
    if not isinstance(value, str):
        _refuse(question, _("This must be a text."))
    limit = TEXT_LENGTH[QuestionKind(question.kind)]
    if len(value) > limit:
        detail = _("This text is too long; at most %(limit)d characters fit.") % {"limit": limit}
        raise Problem("too_long", detail, field=question.key, limit=limit)
    return rendering.clean(value).strip() or None


READERS: dict[str, Callable[[Question, Any], Any]] = {
    QuestionKind.SCALE: _mark,
    QuestionKind.ENPS: _mark,
    QuestionKind.SINGLE: _option,
    QuestionKind.MULTIPLE: _options,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.SHORT: _words,
    QuestionKind.LONG: _words,
}
