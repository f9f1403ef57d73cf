"""What people fill in: answers, and for those who ask, surveys and their questions."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit import limits
from surveys import policy, presets
from surveys.answers import MISSING
from surveys.models import ResultVisibility
from surveys.questionnaire import BRANCHING, END, Question, QuestionKind, Questions

NONE = "none"  # the value of "no answer"
MANY = {QuestionKind.MULTIPLE}
NUMBERS = {QuestionKind.SCALE, QuestionKind.SINGLE, QuestionKind.ENPS}


# --- answers ------------------------------------------------------------------------------------
def answers_of(questions: Questions, sent: QueryDict) -> dict[str, Any]:
    """The answers in a form; questions it says nothing about are left out."""
    read = {question.key: answer_of(question, sent) for question in questions}
    return {key: answer for key, answer in read.items() if answer is not MISSING}


def answer_of(question: Question, sent: QueryDict) -> Any:
    """The answer to one question in a form, not yet checked."""
    name = f"q-{question.key}"
    if sent.get(name) == NONE or sent.get(f"{name}-{NONE}"):
        return None
    if question.kind == QuestionKind.MATRIX:
        rows = [whole(sent.get(f"{name}-{row}", "")) for row in range(len(question.rows))]
        return rows if any(row is not None for row in rows) else MISSING
    if question.kind == QuestionKind.RANKING:
        return _ranking(question, sent)
    if question.kind in MANY:
        return [whole(one) for one in sent.getlist(name)] or MISSING
    value = sent.get(name, "").strip()
    if not value:
        return MISSING
    return whole(value) if question.kind in NUMBERS else value


def _ranking(question: Question, sent: QueryDict) -> Any:
    """The options, best first, from the place each was given."""
    places = [whole(sent.get(f"q-{question.key}-{n}", "")) for n in range(len(question.options))]
    if all(place is None for place in places):
        return MISSING
    order = sorted(range(len(places)), key=lambda option: places[option] or 0)
    return order if len({*places} - {None}) == len(places) else []


def whole(value: str) -> int | None:
    """A small number, None for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


# --- surveys ------------------------------------------------------------------------------------
class Moment(forms.DateTimeField):
    """A date with its time, in the person's zone."""

    def __init__(self, **options: Any) -> None:
        look = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=look, **options)


class SurveyForm(forms.Form):
    """Title, audience, promises and times."""

    title = forms.CharField(label=_("Title"), max_length=limits.TITLE_LENGTH)
    intro = forms.CharField(
        label=_("What is it about, and what happens with the answers?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    spaces: Any = forms.ModelMultipleChoiceField(
        label=_("Who is asked?"),
        queryset=None,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    anonymous = forms.TypedChoiceField(
        label=_("With or without names?"),
        coerce=lambda value: value == "yes",
        choices=[
            ("yes", _("Anonymous: nobody can find out who answered what")),
            ("no", _("Named: you see who answered what")),
        ],
        widget=forms.RadioSelect,
    )
    by_department = forms.BooleanField(
        label=_("Compare departments"),
        required=False,
        help_text=_("Only those with at least five answers. Everyone is told about it."),
    )
    shown_to = forms.ChoiceField(
        label=_("Who sees the results?"), choices=ResultVisibility.choices, widget=forms.RadioSelect
    )
    opens_at = Moment(label=_("Begins"), required=False)
    ends_at = Moment(label=_("Ends"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spaces"].queryset = policy.spaces_to_ask(by).by_name()

    def changes(self) -> dict[str, Any]:
        """What the action takes."""
        sent = dict(self.cleaned_data)
        sent["opens_at"] = sent.get("opens_at") or timezone.now()
        return sent


class NewSurveyForm(SurveyForm):
    """The same for a survey that does not exist yet, with something to start from."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    start = forms.ChoiceField(label=_("Start with"), required=False)

    field_order = ("start", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", _("A blank survey"))
        names = [(one.name, one.title) for one in presets.STARTERS.values()]
        self.fields["start"].choices = [empty, *names]

    def changes(self) -> dict[str, Any]:
        """The same, with the questions to start from."""
        sent = super().changes()
        starter = presets.STARTERS.get(sent.pop("start"))
        return {**sent, "questions": starter.questions() if starter else []}


class QuestionForm(forms.Form):
    """One question; what its kind does not have is left alone."""

    kind = forms.ChoiceField(label=_("Kind"), choices=QuestionKind.choices)
    text = forms.CharField(label=_("Question"), max_length=500)
    hint = forms.CharField(label=_("Hint"), required=False, max_length=500)
    options = forms.CharField(
        label=_("Answers, one per line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For single and multiple choice, matrix and ranking."),
    )
    rows = forms.CharField(
        label=_("Rows of the matrix, one per line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    steps = forms.IntegerField(label=_("Steps of the scale"), min_value=2, max_value=10)
    low = forms.CharField(label=_("Label of the low end"), required=False, max_length=200)
    high = forms.CharField(label=_("Label of the high end"), required=False, max_length=200)
    least = forms.IntegerField(label=_("Lowest number"), required=False)
    most = forms.IntegerField(label=_("Highest number"), required=False)
    required = forms.BooleanField(
        label=_("Must be answered"),
        required=False,
        help_text=_("“No answer” stays available."),
    )
    section = forms.CharField(label=_("Starts a section called"), required=False, max_length=200)
    place = forms.IntegerField(label=_("Position in the survey"), min_value=1, max_value=50)

    def __init__(self, *args: Any, questions: Questions, number: int, **kwargs: Any) -> None:
        self.questions, self.number = questions, number
        self.old = questions[number - 1] if number <= len(questions) else None
        super().__init__(*args, initial=self._start(), **kwargs)
        if self.old and self.old.kind in BRANCHING:
            self._offer_branches(self.old)

    def _start(self) -> dict[str, Any]:
        if not self.old:
            return {"kind": QuestionKind.SINGLE, "steps": 5, "place": self.number}
        lines = {name: "\n".join(getattr(self.old, name)) for name in ("options", "rows")}
        return {**self.old.as_json(), **lines, "place": self.number}

    def _offer_branches(self, question: Question) -> None:
        """One choice for each answer: go on, or jump to a later question."""
        later = list(enumerate(self.questions[self.number :], self.number + 1))
        places = [(one.key, f"{n}. {one.text}"[:80]) for n, one in later]
        choices = [("", _("Continue with the next question")), *places, (END, _("To the end"))]
        labels = list(enumerate(question.options)) or [(n, str(n)) for n in question.marks]
        for answer, label in labels:
            self.fields[f"jump-{answer}"] = forms.ChoiceField(
                label=_("After “%(answer)s”") % {"answer": label},
                required=False,
                choices=choices,
                initial=question.follower(answer) or "",
            )

    @property
    def branches(self) -> list[forms.BoundField]:
        """The fields of the branches, for the template."""
        return [self[name] for name in self.fields if name.startswith("jump-")]

    def changed(self) -> list[dict[str, Any]]:
        """All questions, with this one as it was filled in, in its place."""
        others = [one.as_json() for one in self.questions if one is not self.old]
        place = min(self.cleaned_data["place"], len(others) + 1)
        return [*others[: place - 1], self._question(), *others[place - 1 :]]

    def _question(self) -> dict[str, Any]:
        sent = dict(self.cleaned_data)
        del sent["place"]
        jumps = {name: sent.pop(name) for name in list(sent) if name.startswith("jump-")}
        for name in ("options", "rows"):
            sent[name] = [line for line in sent[name].splitlines() if line.strip()]
        sent["jumps"] = [
            {"answer": int(name.removeprefix("jump-")), "to": to}
            for name, to in jumps.items()
            if to
        ]
        return {**sent, "key": self.old.key if self.old else self._free_key()}

    def _free_key(self) -> str:
        taken = {question.key for question in self.questions}
        return next(f"q{n}" for n in range(1, len(taken) + 2) if f"q{n}" not in taken)
