"""What the directory offers beside its list: places, departments, letters."""

import string
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.availability.quiet_time import quiet_ends
from accounts.fields import normalize
from accounts.models import User, UserQuerySet
from accounts.skills import listed
from kit.database.prepared import prepared
from kit.search import answers

FACETS = "directory"
FACETS_SECONDS = 300
SKILLS_OFFERED = 100  # offered while one types; anything else can be typed
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
    departments: Collection[str] | None = None  # any of these
    place: str = ""
    letter: str = ""
    language: str = ""
    skill: str = ""  # what people say that they can help with
    reachable: bool = False  # at this moment

    def narrow(self, user: User) -> UserQuerySet:
        """The people that fit, out of those `user` may see. Bots are no colleagues: only who looks
        for one by name finds it."""
        people = User.objects.visible_to(user)
        if not self.text:
            people = people.without_bots()
        if self.department:
            people = people.filter(department=self.department)
        if self.departments is not None:
            people = people.filter(department__in=self.departments)
        if self.place:
            people = people.filter(place=self.place)
        if self.letter:
            people = people.filter(
                sort_name__gte=self.letter, sort_name__lt=starting_with(self.letter)
            )
        if self.language:
            people = people.filter(spoken__contains=self.language)
        if self.skill:
            people = self._helping(people, user)
        if self.text:
            people = self._asked(people, user)
        return _reachable(people) if self.reachable else people

    def _asked(self, people: UserQuerySet, user: User) -> UserQuerySet:
        """Whose words begin like those of the text, and whom the search finds: it forgives typing
        errors and knows what people can help with."""
        begun = people.matching(self.text).values("pk")
        return people.filter(Q(pk__in=begun) | Q(pk__in=answers(user, "person", self.text)))

    def _helping(self, people: UserQuerySet, user: User) -> UserQuerySet:
        """Who says it in these words; where nobody does, whom the search finds by words that are
        near, among those who say anything at all."""
        helping = people.helping_with(self.skill)
        if helping.exists():
            return helping
        return people.exclude(skills="").filter(pk__in=answers(user, "person", self.skill))


def _reachable(people: UserQuerySet) -> UserQuerySet:
    """Those for whom it may ring now, in four statements for any number."""
    ends = quiet_ends(people.without_bots().values_list("pk", flat=True), timezone.now())
    return people.filter(pk__in=[pk for pk, end in ends.items() if end is None])


def starting_with(letter: str) -> str:
    """The first text that no longer begins with `letter`."""
    return chr(ord(letter) + 1)


def facets() -> dict[str, Any]:
    """Departments, places and the number of people: the same for everybody, so counted rarely."""
    return cache.get_or_set(FACETS, count_facets, FACETS_SECONDS) or {}


def outdate_facets() -> None:
    """Count anew once this transaction is through: what a person takes back is offered no more."""
    transaction.on_commit(lambda: cache.delete(FACETS))


def count_facets() -> dict[str, Any]:
    """The same, counted now."""
    people = User.objects.active().without_bots()
    count = people.count()
    return {
        "departments": values(people, "department"),
        "places": values(people, "place"),
        "job_titles": values(people, "job_title"),
        "languages": languages(people),
        "skills": skills(people),
        "count": count,
        "letters": string.ascii_lowercase if count >= LETTERS_FROM else "",
    }


def languages(people: UserQuerySet) -> list[str]:
    """What people say that they speak, each language once."""
    said = people.exclude(spoken="").values_list("spoken", flat=True).distinct()
    return sorted({one.strip() for spoken in said for one in spoken.split(",") if one.strip()})


def skills(people: UserQuerySet) -> list[str]:
    """What most people say that they can help with, in the order of the alphabet."""
    said = people.exclude(skills="").values_list("skills", flat=True)
    counts = Counter(skill for line in said for skill in listed(line))
    return sorted((skill for skill, _count in counts.most_common(SKILLS_OFFERED)), key=normalize)


def values(people: UserQuerySet, field: str) -> list[str]:
    """The values of a column, each once."""
    return list(
        people.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
    )
