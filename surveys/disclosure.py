"""What may be counted of anonymous answers, so that no number and no difference is about a few.

The rule: take everything that is shown of what people answered in one and the same question.
Whoever stands in it has at least four others who stand in exactly the same numbers. Then every
number that can be computed from what is shown, by adding and subtracting, is about five people or
about none.

It is applied part by part, because parts of an answer can be missing: to a row of a matrix, to a
question behind a branch, to a question that is asked twice, to a department.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from surveys import tally
from surveys.models.surveys import FEWEST
from surveys.questionnaire import END, Question, QuestionKind, Questions

Cell = frozenset[int]  # the ballots a number is about, by their places
Row = int | None  # of a matrix; None is the question itself
Ballots = Sequence[tuple[dict[str, Any], str]]  # answers and department
NOT_WORDS = re.compile(r"\W+")


class DisclosedNumbers:
    """The numbers that are shown of one question, by the ballots they are about."""

    def __init__(self) -> None:
        self.numbers = 0
        self.standing: dict[int, int] = {}  # ballot -> the numbers it stands in, as bits
        self.alike: Counter[int] = Counter()  # how many stand in exactly these

    def admit(self, new: Cell) -> bool:
        """Add a number about `new`, unless one to four people would then stand apart."""
        if len(new) < FEWEST:
            return False
        inside = Counter(self.standing.get(ballot, 0) for ballot in new)
        for standing, count in inside.items():
            rest = self.alike[standing] - count if standing else 0
            if count < FEWEST or 0 < rest < FEWEST:
                return False
        bit = 1 << self.numbers
        self.numbers += 1
        for ballot in new:
            self.standing[ballot] = self.standing.get(ballot, 0) | bit
        for standing, count in inside.items():
            self.alike[standing] -= count
            self.alike[standing | bit] += count
        return True


def guarded(questions: Questions, ballots: Ballots) -> tally.Tally:
    """The tally of `ballots` without whatever would tell of fewer than five; hidden rows are None.

    A question that some were led past is counted only if those who met it and those who did not
    are five each, whatever its words are: asked in other words, it would be the same question. Of
    departments it is counted only if that holds in each of them.
    """
    met, met_inside, shown = (
        DisclosedNumbers(),
        DisclosedNumbers(),
        defaultdict[Any, DisclosedNumbers](DisclosedNumbers),
    )
    met_inside.admit(frozenset(range(len(ballots))))
    groups = {
        name: group
        for name, group in _by_size(_groups(ballots))
        if met_inside.admit(frozenset(group))
    }
    found: tally.Tally = {}
    for question in questions:
        asked = _cell(ballots, lambda answers, key=question.key: key in answers)  # type: ignore[misc]
        if question.is_text or met.admit(asked):
            inside = groups if met_inside.admit(asked) else {}
            kept = _kept(question, ballots, inside, shown)
            if tally.EVERYBODY in kept:
                found[question.key] = {
                    name: counted(question, ballots, name, rows) for name, rows in kept.items()
                }
    return found


def _groups(ballots: Ballots) -> dict[str, Cell]:
    found: dict[str, set[int]] = defaultdict(set)
    for place, (_answers, group) in enumerate(ballots):
        if group != tally.EVERYBODY:
            found[group].add(place)
    return {name: frozenset(group) for name, group in found.items()}


def _by_size(groups: Mapping[str, Cell]) -> list[tuple[str, Cell]]:
    """The largest first, equals by name.

    Never in the order of the ballots, which is shuffled: counted twice, two departments that may
    not both be shown would otherwise take turns, and be shown both.
    """
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


def _kept(
    question: Question,
    ballots: Ballots,
    groups: Mapping[str, Cell],
    shown: Mapping[Any, DisclosedNumbers],
) -> dict[str, set[Row]]:
    """The parts of a question that may be shown of everybody and of each group."""
    kept: dict[str, set[Row]] = {}
    for row in rows_of(question):
        so_far = shown[content_of(question, row)]
        answered = _cell(ballots, lambda answers, row=row: gives(question, answers, row))  # type: ignore[misc]
        if not so_far.admit(answered):
            continue
        kept.setdefault(tally.EVERYBODY, set()).add(row)
        parts = {name: answered & group for name, group in groups.items()}
        for name, part in _by_size(parts):
            if so_far.admit(part):
                kept.setdefault(name, set()).add(row)
    # without a number of the whole question there is nothing to show its rows beside
    whole = kept.get(tally.EVERYBODY, set())
    return {name: rows & whole for name, rows in kept.items() if None in rows & whole}


def counted(question: Question, ballots: Ballots, group: str, rows: set[Row]) -> tally.Counted:
    """The numbers of one group, with None in place of rows that are not shown."""
    made = tally.empty(question)
    for answers, own in ballots:
        if group in {tally.EVERYBODY, own} and answers.get(question.key) is not None:
            tally.add_answer(made, question, answers[question.key])
    if question.kind == QuestionKind.MATRIX:
        made["rows"] = [line if at in rows else None for at, line in enumerate(made["rows"])]
    return made


def _cell(ballots: Ballots, holds: Callable[[dict[str, Any]], bool]) -> Cell:
    return frozenset(place for place, (answers, _group) in enumerate(ballots) if holds(answers))


# --- parts ----------------------------------------------------------------------------------------
def rows_of(question: Question) -> list[Row]:
    """The parts of a question of which each can be left out alone."""
    return [None, *range(len(question.rows))] if question.kind == QuestionKind.MATRIX else [None]


def gives(question: Question, answers: dict[str, Any], row: Row) -> bool:
    """Whether somebody answered this part."""
    answer = answers.get(question.key)
    return answer is not None and (row is None or answer[row] is not None)


def content_of(question: Question, row: Row = None) -> tuple[Any, ...]:
    """What makes two parts the same question: words and what can be chosen, not sign or case."""
    label = question.rows[row] if row is not None else ""
    words = [question.text, label, *question.options]
    plain = (NOT_WORDS.sub(" ", one.casefold()).strip() for one in words)
    marks = question.marks if question.kind in {QuestionKind.SCALE, QuestionKind.ENPS} else ()
    return (question.kind == QuestionKind.MATRIX, *plain, *marks)


def steady(questions: Questions) -> list[bool]:
    """Of each question whether everybody meets it and none is like it.

    Only those are shown while a survey runs: what is shown of others is judged at the end, when
    it is known who was led past them.
    """
    passed = set(_passed(questions))
    asked = Counter(content_of(one, row) for one in questions for row in rows_of(one))
    return [
        place not in passed and all(asked[content_of(one, row)] == 1 for row in rows_of(one))
        for place, one in enumerate(questions)
    ]


def _passed(questions: Questions) -> Iterator[int]:
    """The places of questions that some branch leads past."""
    places = {question.key: place for place, question in enumerate(questions)}
    places[END] = len(questions)
    for place, question in enumerate(questions):
        for jump in question.jumps:
            yield from range(place + 1, places[jump.to])


# --- two surveys ----------------------------------------------------------------------------------
def is_alike(one: Questions, other: Questions) -> bool:
    """Whether two surveys ask one and the same thing that is answered in numbers."""
    return not _contents(one).isdisjoint(_contents(other))


def _contents(questions: Iterable[Question]) -> set[tuple[Any, ...]]:
    return {content_of(one, row) for one in questions if not one.is_text for row in rows_of(one)}


def differ_by_few(one: set[int], other: set[int]) -> bool:
    """Whether one to four people are asked by one of two surveys only."""
    return any(0 < len(rest) < FEWEST for rest in (one - other, other - one))
