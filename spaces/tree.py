"""Departments as a tree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from spaces.models import Space, SpaceKind, SpaceQuerySet

MOST = 500  # departments


@dataclass
class Branch:
    """A space and what lies below it."""

    space: Space
    children: list["Branch"] = field(default_factory=list)


def departments(listed: SpaceQuerySet) -> list[Branch]:
    """The departments among these spaces, as a tree."""
    return as_tree(list(listed.living().filter(kind=SpaceKind.DEPARTMENT).by_name()[:MOST]))


def as_tree(spaces: Iterable[Space]) -> list[Branch]:
    """The roots. A space whose parent is not among `spaces` is a root: its parent stays unnamed."""
    branches = {space.pk: Branch(space) for space in spaces}
    below: dict[int | None, list[Branch]] = defaultdict(list)
    for branch in branches.values():
        above = branch.space.parent_id
        below[above if above in branches else None].append(branch)
    for pk, branch in branches.items():
        branch.children = below[pk]
    return below[None]
