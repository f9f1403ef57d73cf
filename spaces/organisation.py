"""The company as a tree of departments, with the people who belong to each.

A department is what the company says of a person. Where a space of the kind "department" has its
name, and the reader may know of it, it says what the department is part of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.fields import normalize
from accounts.models import User
from spaces.models import Space
from spaces.tree import Branch, departments


@dataclass
class Unit:
    """A department, and those that are part of it."""

    name: str
    space: Space | None = None
    spellings: list[str] = field(default_factory=list)  # as profiles name it
    own: int = 0  # people of the department itself
    above: "Unit | None" = None
    children: list["Unit"] = field(default_factory=list)

    @property
    def everything(self) -> Iterator["Unit"]:
        """The department and all below it."""
        yield self
        for child in self.children:
            yield from child.everything

    @property
    def total(self) -> int:
        """People of the department and of all below it."""
        return sum(unit.own for unit in self.everything)

    @property
    def departments(self) -> list[str]:
        """What profiles of all these people name."""
        return [name for unit in self.everything for name in unit.spellings]


def organisation(user: User) -> list[Unit]:
    """The roots, by name: departments with a space, and those that only people name."""
    listed = departments(Space.objects.listed_to(user))
    roots = [_unit(branch) for branch in listed]
    known = {normalize(unit.name): unit for unit in reversed([*every(roots)])}
    people = User.objects.visible_to(user).without_bots().exclude(department="")
    for name, count in (
        people.order_by("department").values_list("department").annotate(Count("pk"))
    ):
        unit = known.get(normalize(name))
        if unit is None:
            unit = known[normalize(name)] = Unit(name)
            roots.append(unit)
        unit.spellings.append(name)
        unit.own += count
    return sorted(roots, key=lambda unit: normalize(unit.name))


def _unit(branch: Branch, above: Unit | None = None) -> Unit:
    unit = Unit(branch.space.name, branch.space, above=above)
    unit.children = [_unit(child, unit) for child in branch.children]
    return unit


def every(roots: Iterable[Unit]) -> Iterator[Unit]:
    """All departments of a tree, each before those that are part of it."""
    for root in roots:
        yield from root.everything
