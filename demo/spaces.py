"""The spaces of Nordwerk and the rule by which people belong to each."""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.people import Person, company, read_facts


@dataclass(frozen=True)
class DemoSpace:
    """A space, as the demo writes the row, and who belongs to it."""

    slug: str
    name: str
    description: str
    kind: str
    access: str
    parent: str
    icon: str
    hue: int
    managers: tuple[str, ...]
    members: tuple[str, ...]


@cache
def places() -> tuple[DemoSpace, ...]:
    """All spaces; a parent stands before its children."""
    return tuple(_place(facts) for facts in read_facts("spaces.toml")["space"])


def _place(facts: dict[str, Any]) -> DemoSpace:
    return DemoSpace(
        slug=facts["slug"],
        name=facts["name"],
        description=facts["description"],
        kind=facts.get("kind", "community"),
        access=facts.get("access", "open"),
        parent=facts.get("parent", ""),
        icon=facts["icon"],
        hue=facts["hue"],
        managers=tuple(facts["managers"]),
        members=tuple(dict.fromkeys((*facts["managers"], *_members(facts)))),
    )


def _members(facts: dict[str, Any]) -> list[str]:
    """Everybody of the named departments, who is named, and others until the size is reached."""
    named = {*facts["managers"], *facts.get("people", ())}
    departments = tuple(facts.get("departments", ()))
    inside = [one.handle for one in company() if one.handle in named or _belongs(one, departments)]
    missing = facts.get("size", 0) - len(inside)
    others = [one for one in company() if not one.named and one.handle not in inside]
    others.sort(key=lambda one: _lot(facts["slug"], one))
    return inside + [one.handle for one in others[: max(0, missing)]]


def _belongs(person: Person, departments: tuple[str, ...]) -> bool:
    return "*" in departments or person.department.startswith(departments or ("-",))


def _lot(slug: str, person: Person) -> tuple[bool, str]:
    """Technicians come first, the rest by a fixed lot."""
    lot = hashlib.md5(f"{slug}{person.handle}".encode(), usedforsecurity=False).hexdigest()
    return not person.department.startswith("Service"), lot
