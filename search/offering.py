"""What is offered while somebody types: what the index suggests, and who can help with it."""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.fields import normalize
from accounts.models import User
from search.engine import Query, Suggestion, suggest
from search.sources import kinds
from search.wording import titles_of

FEWEST = 2  # characters that are looked for
MOST, MOST_HELPING = 8, 3


@dataclass(frozen=True)
class Offer(Suggestion):
    """A suggestion; with `skill` the person is one for what he or she can help with."""

    skill: str = ""


def offers(user: User, text: str) -> list[Offer]:
    """People first: those with such a name, then some who say that they can help with what begins
    so; spaces, topics and titles follow. At most `MOST`."""
    text = Query(text).checked().text
    if len(text.strip()) < FEWEST:
        return []
    found = _suggested(user, text)
    named = [one for one in found if one.person]
    others = [one for one in found if not one.person]
    helping = _helping(user, text, [one.person.pk for one in named if one.person])
    return [*named, *helping, *others][:MOST]


def _suggested(user: User, text: str) -> list[Offer]:
    found = suggest(user, text, limit=MOST)
    titles = titles_of(user, found)
    labels = [titles.get((one.kind, one.id), one.label) for one in found]
    return [Offer(**vars(one) | {"label": label}) for one, label in zip(found, labels, strict=True)]


def _helping(user: User, text: str, known: Collection[int]) -> list[Offer]:
    people = User.objects.visible_to(user).without_bots().exclude(pk__in=known)
    found = people.helping_with(text).by_name()[:MOST_HELPING]
    return [
        Offer(
            "person", one.pk, one.name, one.get_absolute_url(), kinds()["person"].icon, one, skill
        )
        for one in found
        if (skill := _said(one, text))
    ]


def _said(person: User, text: str) -> str:
    """What of it begins like the last word."""
    typed = (normalize(text).split() or [""])[-1]
    for skill in person.skill_list:
        if any(word.startswith(typed) for word in normalize(skill).split()):
            return skill
    return ""
