"""Reading questions as their author sends them: what each may hold, and where branches may lead."""

import re
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kit.http.exceptions import Problem, Text
from kit.text import rendering
from surveys.limits import MOST_QUESTIONS
from surveys.questionnaire import (
    BRANCHING,
    END,
    LISTS,
    ROWS,
    Jump,
    Question,
    QuestionKind,
    Questions,
)

OPTIONS = 20
FEWEST_OPTIONS = 2
WORDS = 500  # of a question and its hint
LABEL = 200  # of an option
STEPS = (2, 10)  # of a scale
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
BIGGEST_NUMBER = 10**12


def read_questions(raw: Any) -> Questions:
    """Questions as their author sends them, cleaned; a Problem names the question it is about."""
    if not isinstance(raw, list):
        raise Problem("invalid", _("Questions are a list."), field="questions")
    if len(raw) > MOST_QUESTIONS:
        detail = _("A survey has at most %(limit)d questions.") % {"limit": MOST_QUESTIONS}
        raise Problem("too_many_questions", detail, field="questions", limit=MOST_QUESTIONS)
    questions = tuple(_Reader(one, place).question() for place, one in enumerate(raw))
    _check_keys(questions)
    _check_jumps(questions)
    return questions


class _Reader:
    """Reads one question; every problem names its place."""

    def __init__(self, raw: Any, place: int) -> None:
        self.place, self.raw = place, raw
        if not isinstance(raw, dict):
            self.refuse("invalid", _("This is not a question."))
        unknown = raw.keys() - {field.name for field in fields(Question)}
        if unknown:
            self.refuse("unknown_field", _("A question has no such field."), sorted(unknown)[0])

    def refuse(self, code: str, detail: Text, name: str = "", limit: int | None = None) -> None:
        """Say what is wrong, and where."""
        field = ".".join(filter(None, ("questions", str(self.place), name)))
        where = _("Question %(number)d: %(detail)s") % {
            "number": self.place + 1,
            "detail": detail,
        }
        raise Problem(code, where, field=field, limit=limit)

    def question(self) -> Question:
        """The question, with only the fields its kind has."""
        kind = self.raw.get("kind")
        if kind not in QuestionKind.values:
            self.refuse("invalid", _("There is no such kind of question."), "kind")
        return Question(
            key=self.key(),
            kind=str(kind),
            text=self.words("text", WORDS, needed=True),
            hint=self.words("hint", WORDS),
            section=self.words("section", LABEL),
            required=self.raw.get("required") is True,
            jumps=self.jumps() if kind in BRANCHING else (),
            **self.of_kind(str(kind)),
        )

    def of_kind(self, kind: str) -> dict[str, Any]:
        """What only this kind has."""
        found: dict[str, Any] = {}
        if kind in LISTS:
            found["options"] = self.several("options", FEWEST_OPTIONS, OPTIONS)
        if kind == QuestionKind.MATRIX:
            found["rows"] = self.several("rows", 1, ROWS)
        if kind == QuestionKind.SCALE:
            found["steps"] = self.number("steps", *STEPS) or Question.steps
        if kind in {QuestionKind.SCALE, QuestionKind.ENPS}:
            found |= {name: self.words(name, LABEL) for name in ("low", "high")}
        if kind == QuestionKind.NUMBER:
            found |= self.bounds()
        return found

    def key(self) -> str:
        """The name under which answers are stored."""
        key = self.raw.get("key") or f"q{self.place + 1}"
        if not isinstance(key, str) or not KEY.fullmatch(key) or key == END:
            self.refuse(
                "invalid", _("A key is a short word of lowercase letters and digits."), "key"
            )
        return str(key)

    def words(self, name: str, limit: int, *, needed: bool = False) -> str:
        """A text of one line."""
        value = self.raw.get(name) or ""
        if not isinstance(value, str):
            self.refuse("invalid", _("This must be a text."), name)
        return self.line(value, name, limit, needed=needed)

    def line(self, value: str, name: str, limit: int, *, needed: bool) -> str:
        """`value` on one line, within its limit."""
        cleaned = " ".join(rendering.clean(value[: limit * 4]).split())
        if needed and not cleaned:
            self.refuse("empty", _("This must not be empty."), name)
        if len(cleaned) > limit:
            detail = _("This text is too long; at most %(limit)d characters fit.")
            self.refuse("too_long", detail % {"limit": limit}, name, limit)
        return cleaned

    def several(self, name: str, fewest: int, limit: int) -> tuple[str, ...]:
        """A list of different labels."""
        value = self.raw.get(name)
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            self.refuse("invalid", _("This must be a list of texts."), name)
        labels = tuple(self.line(one, name, LABEL, needed=True) for one in value or ())
        if len(labels) < fewest:
            detail = ngettext(
                "Give at least %(limit)d entry.", "Give at least %(limit)d entries.", fewest
            )
            self.refuse("too_few", detail % {"limit": fewest}, name, fewest)
        if len(labels) > limit:
            detail = _("At most %(limit)d entries fit.") % {"limit": limit}
            self.refuse("too_many", detail, name, limit)
        if len(set(labels)) < len(labels):
            self.refuse("double", _("Two entries are the same."), name)
        return labels

    def number(self, name: str, least: int, most: int) -> int | None:
        """A whole number between two others, or nothing."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            detail = _("This must be a number from %(least)d to %(most)d.")
            self.refuse("invalid", detail % {"least": least, "most": most}, name)
        return int(value)

    def bounds(self) -> dict[str, int | None]:
        """The smallest and the biggest number people may give."""
        found = {
            name: self.number(name, -BIGGEST_NUMBER, BIGGEST_NUMBER) for name in ("least", "most")
        }
        least, most = found["least"], found["most"]
        if least is not None and most is not None and least >= most:
            self.refuse("invalid", _("The highest number must be above the lowest."), "most")
        return found

    def jumps(self) -> tuple[Jump, ...]:
        """The branches; where they lead is checked once all questions are known."""
        value = self.raw.get("jumps") or []
        if not isinstance(value, list | tuple) or not all(_is_jump(one) for one in value):
            self.refuse("invalid", _("A branch names an answer and where it leads."), "jumps")
        found = {one["answer"]: Jump(one["answer"], one["to"]) for one in value}
        return tuple(found[answer] for answer in sorted(found))


def _is_jump(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"answer", "to"}
        and type(value["answer"]) is int
        and isinstance(value["to"], str)
    )


def _check_keys(questions: Questions) -> None:
    seen: set[str] = set()
    for place, question in enumerate(questions):
        if question.key in seen:
            detail = _("Two questions have the key “%(key)s”.") % {"key": question.key}
            raise Problem("double", detail, field=f"questions.{place}.key")
        seen.add(question.key)


def _check_jumps(questions: Questions) -> None:
    """Every branch leads from an answer to a later question, so none goes in circles."""
    places = {question.key: place for place, question in enumerate(questions)}
    places[END] = len(questions)
    for place, question in enumerate(questions):
        answers = range(len(question.options)) if question.options else question.marks
        for jump in question.jumps:
            if jump.answer not in answers:
                _refuse_jump(place, "unknown_answer", _("a branch does not start from an answer."))
            if jump.to not in places:
                _refuse_jump(
                    place,
                    "unknown_question",
                    _("a branch leads to a question that does not exist."),
                )
            if places[jump.to] <= place:
                detail = _("a branch may only lead forward, or people would go in circles.")
                _refuse_jump(place, "circle", detail)


def _refuse_jump(place: int, code: str, detail: Text) -> None:
    words = _("Question %(number)d: %(detail)s") % {"number": place + 1, "detail": detail}
    raise Problem(code, words, field=f"questions.{place}.jumps")
