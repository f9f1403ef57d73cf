"""What the directory offers beside its list: places, departments, letters."""

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from accounts.models import User, UserQuerySet
from kit.database.prepared import prepared

FACETS_SECONDS = 300
LETTERS_FROM = 200  # people; fewer are found by scrolling
ORDER = ("sort_name", "pk")


def by_ids(ids: Iterable[int]) -> dict[int, User]:
    """The people with these ids, also those who have left: names beside what was shown anyway."""
    return {person.pk: person for person in _with_ids(list(ids))}


@prepared
def _with_ids(ids: Sequence[int]) -> QuerySet[User]:
    return User.objects.filter(pk__in=ids)


@dataclass(frozen=True)
class DirectorySearch:
    """What somebody looks for in the directory."""

    text: str = ""
    department: str = ""
    place: str = ""
    letter: str = ""

    def narrow(self, people: UserQuerySet) -> UserQuerySet:
        """The people that fit. Bots are no colleagues: only who looks for one by name finds it."""
        if not self.text:
            people = people.without_bots()
        if self.department:
            people = people.filter(department=self.department)
        if self.place:
            people = people.filter(place=self.place)
        if self.letter:
            people = people.filter(
                sort_name__gte=self.letter, sort_name__lt=starting_with(self.letter)
            )
        return people.matching(self.text)

    @property
    def is_open(self) -> bool:
        """Whether everybody fits."""
        return not (self.text or self.department or self.place or self.letter)


def starting_with(letter: str) -> str:
    """The first text that no longer begins with `letter`."""
    return chr(ord(letter) + 1)


def facets() -> dict[str, Any]:
    """Departments, places and the number of people: the same for everybody, so counted rarely."""
    return cache.get_or_set("directory", count_facets, FACETS_SECONDS) or {}


def count_facets() -> dict[str, Any]:
    """The same, counted now."""
    people = User.objects.active().without_bots()
    count = people.count()
    return {
        "departments": values(people, "department"),
        "places": values(people, "place"),
        "job_titles": values(people, "job_title"),
        "count": count,
        "letters": string.ascii_lowercase if count >= LETTERS_FROM else "",
    }


def values(people: UserQuerySet, field: str) -> list[str]:
    """The values of a column, each once."""
    return list(
        people.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
    )
