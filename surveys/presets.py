"""Questionnaires to start from; they become the author's own and may be changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Raw = dict[str, Any]


@dataclass(frozen=True)
class Starter:
    """A named list of questions, written in the language of whoever starts with it."""

    name: str
    title: str | Promise
    questions: Callable[[], list[Raw]]


def _agreement(key: str, text: str, **more: Any) -> Raw:
    ends = {"low": _("not at all"), "high": _("completely")}
    return {"key": key, "kind": "scale", "steps": 5, "text": text, **ends, **more}


def _long(key: str, text: str, **more: Any) -> Raw:
    return {"key": key, "kind": "long", "text": text, **more}


def pulse() -> list[Raw]:
    """How people are doing, in two minutes."""
    return [
        _agreement("mood", _("I enjoy coming to work at the moment."), section=_("How are you?")),
        _agreement("load", _("My work fits into my working hours.")),
        _agreement("help", _("When I need help, I get it.")),
        _agreement("heard", _("My opinion counts here."), section=_("Together")),
        _long("change", _("What should change first?")),
    ]


def onboarding() -> list[Raw]:
    """After the first weeks."""
    return [
        _agreement("welcome", _("I felt welcome on the first day.")),
        {
            "key": "ready",
            "kind": "multiple",
            "text": _("What was ready when I started?"),
            "options": [_("Workplace"), _("Tools and clothes"), _("Logins"), _("A contact person")],
        },
        _agreement("plan", _("I knew what to expect in the first weeks.")),
        _agreement("role", _("I know what is expected of me.")),
        _long("missed", _("What did you miss?")),
    ]


def event() -> list[Raw]:
    """After something people did together."""
    return [
        {
            "key": "there",
            "kind": "single",
            "required": True,
            "text": _("Were you there?"),
            "options": [_("Yes"), _("No")],
            "jumps": [{"answer": 1, "to": "why"}],
        },
        _agreement("liked", _("It was worth the time.")),
        _long("best", _("What was best?")),
        _long("why", _("What would make you come next time?")),
    ]


def enps() -> list[Raw]:
    """One number, and its reason."""
    ends = {"low": _("not at all likely"), "high": _("very likely")}
    text = _("How likely is it that you recommend us as an employer?")
    return [
        {"key": "enps", "kind": "enps", "text": text, "required": True, **ends},
        _long("reason", _("What is the main reason?")),
    ]


STARTERS: dict[str, Starter] = {
    one.name: one
    for one in (
        Starter("pulse", gettext_lazy("Pulse check"), pulse),
        Starter("onboarding", gettext_lazy("Onboarding"), onboarding),
        Starter("event", gettext_lazy("Feedback on an event"), event),
        Starter("enps", gettext_lazy("Recommendation (eNPS)"), enps),
    )
}
