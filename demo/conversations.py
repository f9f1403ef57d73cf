"""The hand-written conversations of Nordwerk, read from their file."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.people import read_facts
from demo.posts import DemoPoll, counts, question_of


@dataclass(frozen=True)
class Saying:
    """A message, with what hangs below it."""

    by: str
    ago: str
    text: str
    key: str
    reply: str  # the key of what it answers
    photos: tuple[tuple[str, str], ...]
    file: tuple[str, ...]  # its name, then the lines on it
    reactions: dict[str, int]
    question: DemoPoll | None


@dataclass(frozen=True)
class PlannedSaying:
    """A message that waits for its time."""

    by: str
    after: str
    text: str


@dataclass(frozen=True)
class DemoConversation:
    """A conversation, what was said in it, and how people keep it."""

    key: str
    kind: str
    name: str
    icon: str
    hue: int
    space: str
    by: str
    people: tuple[str, ...]
    begun: str
    unread: dict[str, int]
    pinned: tuple[str, ...]
    muted: tuple[str, ...]
    sayings: tuple[Saying, ...]
    plans: tuple[PlannedSaying, ...]


@cache
def conversations() -> tuple[DemoConversation, ...]:
    """All conversations; the last one is written last."""
    return tuple(_conversations())


def _conversations() -> Iterator[DemoConversation]:
    for facts in read_facts("conversations.toml")["conversation"]:
        yield DemoConversation(
            key=facts["key"],
            kind=facts["kind"],
            name=facts.get("name", ""),
            icon=facts.get("icon", "users"),
            hue=facts.get("hue", 165),
            space=facts.get("space", ""),
            by=facts["by"],
            people=tuple(facts.get("people", ())),
            begun=facts["begun"],
            unread=facts.get("unread", {}),
            pinned=tuple(facts.get("pinned", ())),
            muted=tuple(facts.get("muted", ())),
            sayings=tuple(_saying(one) for one in facts["say"]),
            plans=tuple(PlannedSaying(**one) for one in facts.get("plan", ())),
        )


def _saying(facts: dict[str, Any]) -> Saying:
    return Saying(
        by=facts["by"],
        ago=facts["ago"],
        text=facts["text"],
        key=facts.get("key", ""),
        reply=facts.get("reply", ""),
        photos=tuple((name, words) for name, words in facts.get("photos", ())),
        file=tuple(facts.get("file", ())),
        reactions=counts(facts.get("reactions", "")),
        question=question_of(facts),
    )
