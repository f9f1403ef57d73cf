"""Counting: from answers to numbers, for everybody together and for each group.

A tally is `{key: {group: counted}}`, with "" for everybody, in plain JSON. `n` is how many gave an
answer to this question.
"""

from collections.abc import Iterable
from typing import Any

from surveys.questionnaire import Question, QuestionKind, Questions

EVERYBODY = ""
BINS = 5  # of a number with a smallest and a biggest value

Counted = dict[str, Any]
Tally = dict[str, dict[str, Counted]]


def count(questions: Questions, ballots: Iterable[tuple[dict[str, Any], str]]) -> Tally:
    """The tally of all `(answers, group)`."""
    tally: Tally = {}
    by_key = {question.key: question for question in questions}
    for answers, group in ballots:
        for key, answer in answers.items():
            if answer is not None and key in by_key:
                add(tally, by_key[key], answer, group)
    return tally


def add(tally: Tally, question: Question, answer: Any, group: str = EVERYBODY) -> None:
    """Count one answer for everybody, and for its group."""
    groups = tally.setdefault(question.key, {})
    for name in {EVERYBODY, group}:
        counted = groups.setdefault(name, empty(question))
        add_answer(counted, question, answer)


def add_answer(counted: Counted, question: Question, answer: Any) -> None:
    """Count one answer."""
    counted["n"] += 1
    _add(counted, question, answer)


def empty(question: Question) -> Counted:
    """Nothing counted yet."""
    counted: Counted = {"n": 0}
    if question.kind in {QuestionKind.MATRIX, QuestionKind.RANKING}:
        rows = question.rows or question.options
        counted["rows"] = [[0] * len(question.options) for _ in rows]
    elif question.kind == QuestionKind.DATE:
        counted["months"] = {}
    elif not question.is_text:
        counted["counts"] = [0] * slots(question)
    if question.kind == QuestionKind.NUMBER:
        counted["sum"] = 0
    return counted


def slots(question: Question) -> int:
    """How many bars the distribution of a question has."""
    if question.kind in {QuestionKind.SCALE, QuestionKind.ENPS}:
        return len(question.marks)
    if question.kind == QuestionKind.NUMBER:
        return BINS if has_bins(question) else 0
    return len(question.options)


def has_bins(question: Question) -> bool:
    """Whether a number has a distribution: without bounds, bars would show single values."""
    return question.least is not None and question.most is not None


def _add(counted: Counted, question: Question, answer: Any) -> None:
    if question.kind in {QuestionKind.SCALE, QuestionKind.ENPS}:
        counted["counts"][answer - question.marks[0]] += 1
    elif question.kind == QuestionKind.SINGLE:
        counted["counts"][answer] += 1
    elif question.kind == QuestionKind.MULTIPLE:
        for option in answer:
            counted["counts"][option] += 1
    elif question.kind == QuestionKind.MATRIX:
        for row, option in enumerate(answer):
            add_row(counted, row, option)
    elif question.kind == QuestionKind.RANKING:
        for rank, option in enumerate(answer):
            counted["rows"][option][rank] += 1
    elif question.kind == QuestionKind.NUMBER:
        _add_number(counted, question, answer)
    elif question.kind == QuestionKind.DATE:
        counted["months"][answer[:7]] = counted["months"].get(answer[:7], 0) + 1


def add_row(counted: Counted, row: int, option: int | None) -> None:
    """Count the answer to one row of a matrix."""
    if option is not None:
        counted["rows"][row][option] += 1


def _add_number(counted: Counted, question: Question, answer: float) -> None:
    counted["sum"] = round(counted["sum"] + answer, 2)
    if has_bins(question):
        least, most = float(question.least or 0), float(question.most or 0)
        place = int((answer - least) / (most - least) * BINS)
        counted["counts"][min(place, BINS - 1)] += 1
