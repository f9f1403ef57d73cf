"""The 212 people of Nordwerk: the same ones on every machine, dealt out by a seeded shuffle."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from accounts.fields import transliterate

CONTENT = Path(__file__).parent / "content"
SEED = 1998  # the year the company was founded
FIRST_NUMBER = 1001
PORTRAITS = 3  # every third of those who are not named in a post has a portrait
SPOKEN = {
    "de": "Deutsch", "en": "Englisch", "pl": "Polnisch", "tr": "Türkisch", "uk": "Ukrainisch",
    "ru": "Russisch", "ro": "Rumänisch", "pt": "Portugiesisch", "it": "Italienisch",
    "el": "Griechisch", "so": "Somali", "fa": "Persisch", "ar": "Arabisch", "hi": "Hindi",
    "vi": "Vietnamesisch", "sr": "Serbisch", "hr": "Kroatisch", "no": "Norwegisch",
    "et": "Estnisch", "cs": "Tschechisch", "da": "Dänisch", "sv": "Schwedisch", "fi": "Finnisch",
    "ti": "Tigrinya", "fr": "Französisch", "sq": "Albanisch", "hu": "Ungarisch",
    "nl": "Niederländisch", "sw": "Suaheli", "ta": "Tamil",
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody of the company, as the demo writes the row."""

    staff_number: str
    handle: str
    first_name: str
    last_name: str
    job_title: str
    department: str
    place: str
    phone: str
    about: str
    skills: str
    spoken: str
    language: str
    time_zone: str
    role: str
    portrait: bool
    named: bool  # in the posts; whom these people meet is written down, not left to chance
    days: int  # since joining

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.handle.replace('-', '.')}@nordwerk.example"


@cache
def company() -> tuple[Person, ...]:
    """Everybody, in the order of joining."""
    facts = read_facts("people.toml")
    everybody = [*_known(facts), *_filled_up(facts)]
    everybody.sort(key=lambda one: -one["days"])
    return tuple(_person(index, one) for index, one in enumerate(everybody))


def read_facts(name: str) -> dict[str, Any]:
    """What a content file says."""
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


def _known(written: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The people who are written down one by one."""
    dice = Random(SEED)
    for facts in written["known"]:
        first, _, last = facts["name"].partition(" ")
        days = facts.get("joined", dice.randint(200, 700 if "Azubi" in facts["title"] else 9000))
        yield {**facts, "first": first, "last": last, "days": days}


def _filled_up(written: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everybody else, dealt out to the departments until each has its size."""
    dice = Random(SEED + 1)
    names = list(_names(read_facts("names.toml")))
    dice.shuffle(names)
    for department in written["department"]:
        known = sum(one["department"] == department["name"] for one in written["known"])
        for _ in range(department["size"] - known):
            yield _facts(dice, department, *names.pop())


def _names(groups: dict[str, str]) -> Iterator[tuple[str, bool]]:
    for group, text in groups.items():
        for name in text.replace("\n", " ").split(","):
            yield name.strip(), group == "women"


def _facts(dice: Random, department: dict[str, Any], name: str, woman: bool) -> dict[str, Any]:
    """Plausible facts about one person of a department."""
    *parts, tongue = name.split(" ") if name[-3:-2] == " " else (*name.split(" "), "de")
    skills = dice.sample(department["skills"], min(2, len(department["skills"])))
    title = dice.choice(department["titles"])[0 if woman else 1]
    return {
        "first": parts[0],
        "last": " ".join(parts[1:]),
        "title": title,
        "department": department["name"],
        "place": dice.choice(department["places"]),
        "spoken": ["de", *({tongue} - {"de"}), *(["en"] * (dice.random() < 0.4))],
        "language": "en" if tongue == "en" or (tongue != "de" and dice.random() < 0.2) else "de",
        "skills": skills if skills and dice.random() < 0.6 else [],
        "portrait": dice.randrange(PORTRAITS) == 0,
        "days": dice.randint(20, 1000 if title.startswith(("Azubi", "Werk")) else 9500),
    }


def _person(index: int, facts: dict[str, Any]) -> Person:
    """The row of one person; what nobody wrote down gets a plain value."""
    name = f"{facts['first']} {facts['last']}"
    spoken = dict.fromkeys(facts.get("spoken", ["de"]))
    return Person(
        staff_number=str(FIRST_NUMBER + index),
        handle=transliterate(name).replace(" ", "-").replace("'", ""),
        first_name=facts["first"],
        last_name=facts["last"],
        job_title=facts["title"],
        department=facts["department"],
        place=facts["place"],
        phone=facts.get("phone", f"0151 555 {200 + index:04}"),
        about=facts.get("about", ""),
        skills=", ".join(facts.get("skills", ())),
        spoken=", ".join(SPOKEN[code] for code in spoken),
        language=facts.get("language", "de"),
        time_zone=facts.get("time_zone", ""),
        role=facts.get("role", "member"),
        portrait=facts.get("portrait", False),
        named="name" in facts,
        days=facts["days"],
    )
