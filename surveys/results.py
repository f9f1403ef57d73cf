"""What is shown of a survey: numbers from five answers up, and none that could be subtracted.

What may be counted of an anonymous survey at all is decided by `surveys.disclosure` at the end, and
by `surveys.ballot_box` while it runs. There is one filter, the department; it opens after the end.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Sum
from django.http import Http404
from django.utils.dates import MONTHS
from django.utils.formats import number_format

from kit.text.percents import percent_words
from surveys import ballot_box, tally
from surveys.free_text import some_texts
from surveys.models import Response, Survey
from surveys.models.surveys import FEWEST
from surveys.questionnaire import Question, QuestionKind

TEXTS = 20
KEPT_SECONDS = 60 * 60
HEATS = 5  # steps of colour in a matrix
PROMOTERS, DETRACTORS = 9, 6  # eNPS: 9 and 10 recommend, 0 to 6 do not


@dataclass(frozen=True)
class Bar:
    """One answer and how often it was given."""

    label: str
    count: int
    of: int

    @property
    def percent(self) -> int:
        """The share of everybody who answered the question."""
        return round(100 * self.count / self.of) if self.of else 0

    @property
    def heat(self) -> int:
        """The share in steps of colour."""
        return -(-self.percent * HEATS // 100)


@dataclass(frozen=True)
class Row:
    """One row of a matrix, or one entry of a ranking."""

    label: str
    bars: list[Bar]
    mean: float | None = None


@dataclass(frozen=True)
class Figures:
    """The numbers of one question, for everybody or for one group."""

    question: Question
    counted: tally.Counted
    group: str = tally.EVERYBODY

    @property
    def n(self) -> int:
        """How many answered."""
        return int(self.counted["n"])

    @cached_property
    def bars(self) -> list[Bar]:
        """The distribution."""
        counts = self.counted.get("counts") or []
        labels = labels_of(self.question)
        bars = [Bar(label, n, self.n) for label, n in zip(labels, counts, strict=False)]
        months = sorted(self.counted.get("months", {}).items())
        return bars + [Bar(month_name(month), n, self.n) for month, n in months]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of a matrix as asked; those of a ranking, best first."""
        lines = self.counted.get("rows") or []
        if self.question.kind == QuestionKind.MATRIX:
            named = zip(self.question.rows, lines, strict=False)
            return [self._row(name, line) for name, line in named if line is not None]
        entries = zip(self.question.options, lines, strict=False)
        ranked = [self._ranked(name, line) for name, line in entries]
        return sorted(ranked, key=lambda row: row.mean or 0)

    def _row(self, label: str, counts: list[int]) -> Row:
        named = zip(self.question.options, counts, strict=True)
        return Row(label, [Bar(option, n, sum(counts)) for option, n in named])

    @property
    def hidden_rows(self) -> list[str]:
        """The rows of a matrix of which too few have answered, or all but a few others."""
        lines = self.counted.get("rows") or []
        named = zip(self.question.rows, lines, strict=False)
        return [name for name, line in named if line is None]

    def _ranked(self, label: str, counts: list[int]) -> Row:
        bars = [Bar(str(rank), n, self.n) for rank, n in enumerate(counts, 1)]
        return Row(label, bars, mean_of(counts, 1))

    @property
    def mean(self) -> float | None:
        """The mean of numbers and scales."""
        if self.question.kind == QuestionKind.NUMBER and self.n:
            return round(float(self.counted["sum"]) / self.n, 2)
        if self.question.kind == QuestionKind.SCALE:
            return mean_of(self.counted["counts"], self.question.marks[0])
        return None

    @property
    def score(self) -> int | None:
        """eNPS: the share of those who recommend minus the share of those who do not."""
        if self.question.kind != QuestionKind.ENPS or not self.n:
            return None
        counts = self.counted["counts"]
        balance = sum(counts[PROMOTERS:]) - sum(counts[: DETRACTORS + 1])
        return round(100 * balance / self.n)

    @property
    def headline(self) -> str:
        """The one number to compare groups by: mean, eNPS, or the most frequent answer."""
        if self.score is not None:
            return f"{self.score:+d}"
        if self.mean is not None:
            return number_format(self.mean, 1, use_l10n=True)
        best = max(self.bars, key=lambda bar: bar.count, default=None)
        return f"{best.label}: {percent_words(best.percent)}" if best else ""


@dataclass(frozen=True)
class Result:
    """One question as it is shown; without `whole` too few have answered."""

    number: int
    question: Question
    whole: Figures | None
    groups: list[Figures] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # some, in an order of chance


@dataclass(frozen=True)
class Results:
    """Everything that is shown of a survey at this moment."""

    survey: Survey
    ballots: int  # answers that are counted in what is shown
    asked: int
    took_part: int
    questions: list[Result]


def results(survey: Survey) -> Results:
    """The results as they may be shown now, to whomever `policy.can_see_results` lets see them."""
    counted, ballots = _counted(survey)
    return Results(
        survey=survey,
        ballots=ballots,
        asked=survey.reach,
        took_part=survey.participations.count(),
        questions=list(_shown(survey, counted)),
    )


def _counted(survey: Survey) -> tuple[tally.Tally, int]:
    """The tally that may be shown, and how many ballots are in it at least for one question."""
    if survey.closed_at:
        return survey.tally.get("questions", {}), survey.tally.get("ballots", 0)
    if survey.anonymous:
        counted = _running(survey) if survey.published_at else {}
        return counted, max((one[tally.EVERYBODY]["n"] for one in counted.values()), default=0)
    return _named(survey)


def _named(survey: Survey) -> tuple[tally.Tally, int]:
    """What is counted of finished named answers, once for each state of them.

    Who may see it is asked before; there is nothing in it of whoever looks.
    """
    key = f"survey:{survey.pk}:{state_of(survey)}"
    if (known := cache.get(key)) is None:
        found = _finished(survey).values_list("answers", flat=True)
        answers = [(one, tally.EVERYBODY) for one in found]
        known = tally.count(survey.asked, answers), len(answers)
        cache.set(key, known, KEPT_SECONDS)
    return known


def state_of(survey: Survey) -> str | None:
    """A name of all that results show now; another one as soon as anything of it is different.

    None while an anonymous survey runs: nothing of it is kept beside its box. A finished answer
    never changes: how many there are, the sum of their ids and the last moment say which those are.
    What is asked may change until the first answer, so it is part of the name, too.
    """
    if survey.anonymous and not survey.closed_at:
        return None
    state = {"remarks": survey.remarks.count()} if survey.anonymous else _state(survey)
    seen = repr((survey.questions, survey.tally, *state.values())).encode()
    return hashlib.sha256(seen).hexdigest()


def _state(survey: Survey) -> dict[str, Any]:
    return _finished(survey).aggregate(n=Count("pk"), ids=Sum("pk"), last=Max("finished_at"))


def _finished(survey: Survey) -> QuerySet[Response]:
    return survey.responses.filter(finished_at__isnull=False).order_by()


def _running(survey: Survey) -> tally.Tally:
    """What the box shows; rows of a matrix that have not begun to show are None."""
    counted = ballot_box.shown(survey.ballot_box)
    for question in survey.asked:
        if question.rows and question.key in counted:
            everybody = counted[question.key][tally.EVERYBODY]
            lines = everybody["rows"]
            everybody["rows"] = [line if sum(line) >= FEWEST else None for line in lines]
    return counted


def _shown(survey: Survey, counted: tally.Tally) -> Iterator[Result]:
    texts = some_texts(survey, TEXTS)
    for number, question in enumerate(survey.asked, 1):
        kept = _kept(survey, question, counted)
        whole = kept.get(tally.EVERYBODY)
        named = sorted(name for name in kept if name != tally.EVERYBODY)
        yield Result(
            number,
            question,
            Figures(question, whole) if whole else None,
            [Figures(question, kept[name], name) for name in named],
            texts.get(question.key, []),
        )


def _kept(survey: Survey, question: Question, counted: tally.Tally) -> dict[str, tally.Counted]:
    """What may be shown of a question: everybody, and groups. What was counted of anonymous
    answers at the end is guarded already (`surveys.disclosure`)."""
    groups = counted.get(question.key, {})
    if survey.anonymous and groups.get(tally.EVERYBODY, {"n": 0})["n"] < FEWEST:
        return {}
    return groups


def shown_text_question(survey: Survey, number: int) -> Question:
    """The text question `number`, if what was written to it is shown; otherwise Http404."""
    counted, _ballots = _counted(survey)
    for question in survey.asked[max(0, number - 1) : number]:
        if question.is_text and _kept(survey, question, counted).get(tally.EVERYBODY):
            return question
    raise Http404


# --- words and sums ---------------------------------------------------------------------------
def labels_of(question: Question) -> list[str]:
    """The words below the bars of a distribution."""
    if question.kind in {QuestionKind.SCALE, QuestionKind.ENPS}:
        return _marks(question)
    if question.kind == QuestionKind.NUMBER and tally.has_bins(question):
        least, most = float(question.least or 0), float(question.most or 0)
        width = (most - least) / tally.BINS
        edges = [least + width * place for place in range(tally.BINS + 1)]
        return [f"{a:g} – {b:g}" for a, b in pairwise(edges)]
    return list(question.options)


def _marks(question: Question) -> list[str]:
    """The numbers of a scale, its ends with their words."""
    labels = [str(mark) for mark in question.marks]
    for place, words in ((0, question.low), (-1, question.high)):
        if words:
            labels[place] += f" · {words}"
    return labels


def month_name(month: str) -> str:
    """ "2026-11" as people say it."""
    year, number = month.split("-")
    return f"{MONTHS[int(number)]} {year}"


def mean_of(counts: list[int], first: int) -> float | None:
    """The mean of values that begin at `first`, from how often each was given."""
    n = sum(counts)
    total = sum(value * count for value, count in enumerate(counts, first))
    return round(total / n, 2) if n else None


def is_waiting(survey: Survey) -> bool:
    """Whether the survey has ended and its box is not yet opened."""
    return survey.closed_at is None and survey.has_ended
