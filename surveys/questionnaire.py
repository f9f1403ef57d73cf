"""What a survey asks: kinds of questions, their limits, and which question follows which answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

ROWS = 20  # of a matrix
END = "end"  # where a branch may lead, beside a later question


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SCALE = "scale", _("Scale")
    SINGLE = "single", _("Single choice")
    MULTIPLE = "multiple", _("Multiple choice")
    MATRIX = "matrix", _("Matrix: one choice for each row")
    RANKING = "ranking", _("Ranking")
    ENPS = "enps", _("Recommendation, 0 to 10 (eNPS)")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")


LISTS = {
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.MATRIX,
    QuestionKind.RANKING,
}  # these have options
BRANCHING = {
    QuestionKind.SCALE,
    QuestionKind.SINGLE,
    QuestionKind.ENPS,
}  # one small number decides what follows
TEXTS = {QuestionKind.SHORT, QuestionKind.LONG}


@dataclass(frozen=True)
class Jump:
    """After this answer (number of the option, step or mark) the question `to` follows."""

    answer: int
    to: str


@dataclass(frozen=True)
class Question:
    """One question. "No answer" is offered with every one, also where something must be chosen."""

    key: str
    kind: str
    text: str
    hint: str = ""
    section: str = ""  # begins a section of this name
    required: bool = False
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    steps: int = 5
    low: str = ""
    high: str = ""
    least: int | None = None
    most: int | None = None
    jumps: tuple[Jump, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether people answer in their own words."""
        return self.kind in TEXTS

    @property
    def marks(self) -> range:
        """The numbers a scale offers."""
        return range(11) if self.kind == QuestionKind.ENPS else range(1, self.steps + 1)

    def as_json(self) -> dict[str, Any]:
        """The form in which it is stored."""
        return asdict(self)

    def follower(self, answer: Any) -> str | None:
        """The key an answer jumps to; None goes on with the next question."""
        return next((jump.to for jump in self.jumps if jump.answer == answer), None)


Questions = tuple[Question, ...]


# --- walking ------------------------------------------------------------------------------------
def walk(questions: Questions, answer: Callable[[Question], Any]) -> Iterator[Question]:
    """The questions a person meets who answers each with `answer(question)`.

    Branches lead forward only, so this ends.
    """
    places = {question.key: place for place, question in enumerate(questions)}
    places[END] = len(questions)
    place = 0
    while place < len(questions):
        question = questions[place]
        yield question
        to = question.follower(answer(question))
        place = places[to] if to else place + 1


# --- reading ------------------------------------------------------------------------------------
def stored(raw: Sequence[Mapping[str, Any]]) -> Questions:
    """Questions as they were checked when they were stored."""
    known = {field.name for field in fields(Question)}
    return tuple(_made({k: v for k, v in one.items() if k in known}) for one in raw)


def _made(facts: Mapping[str, Any]) -> Question:
    lists: dict[str, Any] = {name: tuple(facts.get(name) or ()) for name in ("options", "rows")}
    jumps = tuple(Jump(**jump) for jump in facts.get("jumps") or ())
    return Question(**{**facts, **lists, "jumps": jumps})
