"""The hand-written posts of Nordwerk, read from their files, with times relative to now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from demo.people import read_facts
from reactions.models import EMOJI

FILES = ("heating", "cellars", "medical", "road", "house", "canteen", "english", "polls")
HOME = ZoneInfo("Europe/Berlin")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SATURDAY = 5
KINDS = {emoji: kind for kind, emoji in EMOJI.items()}


@dataclass(frozen=True)
class Remark:
    """A comment, with its answers."""

    by: str
    text: str
    after: timedelta
    reactions: dict[str, int]
    answers: tuple["Remark", ...]


@dataclass(frozen=True)
class DemoPoll:
    """The poll of a post or message: its answers, and how many people chose each."""

    votes: dict[str, int]
    rules: dict[str, Any]
    duration: timedelta | None
    has_ended: bool
    skipped: tuple[str, ...]  # who has not voted yet


@dataclass(frozen=True)
class Story:
    """A post and all that belongs to it."""

    key: str
    by: str
    spaces: tuple[str, ...]
    text: str
    ago: str
    share: str
    photos: tuple[tuple[str, str], ...]
    reactions: dict[str, int]
    first: tuple[str, ...]
    saved: bool
    remarks: tuple[Remark, ...]
    question: DemoPoll | None = None
    file: tuple[str, ...] = ()  # name, heading and lines of a paper

    def told_at(self, now: datetime) -> datetime:
        """When the post was written."""
        return moment(self.ago, now)


@cache
def stories() -> tuple[Story, ...]:
    """All posts, in no order."""
    return tuple(_stories())


def _stories() -> Iterator[Story]:
    for name in FILES:
        for facts in read_facts(f"{name}.toml")["post"]:
            yield _story(facts)


def _story(facts: dict[str, Any]) -> Story:
    return Story(
        key=facts["key"],
        by=facts["by"],
        spaces=tuple(facts["in"]),
        text=facts["text"].strip(),
        ago=facts["ago"],
        share=facts.get("share", ""),
        photos=tuple((name, words) for name, words in facts.get("photos", ())),
        file=tuple(facts.get("file", ())),
        reactions=counts(facts.get("reactions", "")),
        first=tuple(facts.get("first", ())),
        saved=facts.get("saved", False),
        remarks=tuple(_remark(one) for one in facts.get("comment", ())),
        question=question_of(facts),
    )


def question_of(told: dict[str, Any]) -> DemoPoll | None:
    """The poll of a thing that is told, if it has one."""
    facts = told.get("poll")
    if facts is None:
        return None
    return DemoPoll(
        votes=facts["votes"],
        rules=facts.get("rules", {}),
        duration=span(facts["duration"]) if "duration" in facts else None,
        has_ended=facts.get("ended", False),
        skipped=tuple(facts.get("skipped", ())),
    )


def _remark(facts: dict[str, Any]) -> Remark:
    return Remark(
        by=facts["by"],
        text=facts["text"],
        after=span(facts["after"]),
        reactions=counts(facts.get("reactions", "")),
        answers=tuple(_remark(one) for one in facts.get("answer", ())),
    )


def counts(text: str) -> dict[str, int]:
    """How often each kind was given: "👍 22 💡 10" is {"like": 22, "helpful": 10}."""
    words = text.split()
    return {
        KINDS[emoji]: int(number) for emoji, number in zip(words[::2], words[1::2], strict=True)
    }


def span(text: str) -> timedelta:
    """A length of time: "12m", "3h" or "1d"."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


def moment(ago: str, now: datetime) -> datetime:
    """A time before `now`: "12m", "3h", or working days and a time of day as in "2d 15:20"."""
    days = re.fullmatch(r"(\d+)d (\d\d:\d\d)", ago)
    if not days:
        return now - span(ago)
    day = now.astimezone(HOME).date()
    for _ in range(int(days[1])):
        day -= timedelta(days=1 if day.weekday() else 3)
        day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    return datetime.combine(day, time.fromisoformat(days[2]), HOME)
