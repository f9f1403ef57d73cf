"""How results look: rows with what a reader needs to tell them apart, tabs, filters."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import directory
from accounts.models import User
from search.engine import Hit, Results
from search.engine.excerpts import excerpt, marked
from search.file_texts import Place, places_of
from search.forms import Question
from search.sources import kinds
from spaces.navigation import my_spaces


@dataclass(frozen=True)
class Row:
    """A hit as it is drawn: whom it is about or what it is, and the page of a file it stands on."""

    hit: Hit
    url: str
    title: SafeString
    excerpt: SafeString
    label: str | Promise
    icon: str
    person: User | None = None  # drawn instead of the icon
    page: int | None = None

    @property
    def said_by(self) -> str:
        """Who said the excerpt, where the place stands in for a title."""
        author = self.hit.author
        return author.name if author and self.hit.place and not self.hit.title else ""

    @property
    def about(self) -> list[str | Promise]:
        """What it is, and what the title does not say of where it is and whose."""
        whose = self.hit.author.name if self.hit.author and not self.person else ""
        known = (self.hit.place, whose) if self.hit.title else ()
        return [self.label, *filter(None, known)]


@dataclass(frozen=True)
class Tab:
    """One kind of things, and how many of them were found."""

    label: str | Promise
    address: str
    count: int | None
    current: bool


def rows(results: Results, text: str) -> list[Row]:
    """The rows of a page of results to a question for `text`."""
    people = directory.by_ids({hit.id for hit in results.hits if hit.kind == "person"})
    places = places_of(results.hits, results.tokens)
    return [
        _row(
            hit,
            results.tokens,
            person=people.get(hit.id) if hit.kind == "person" else None,
            place=places.get(at),
            text=results.corrected or text,
        )
        for at, hit in enumerate(results.hits)
    ]


def _row(
    hit: Hit, tokens: Collection[str], *, person: User | None, place: Place | None, text: str
) -> Row:
    source = kinds()[hit.kind]
    title = hit.title or hit.place or (hit.author.name if hit.author else "")
    return Row(
        hit=hit,
        url=f"{hit.url}?{urlencode({'q': text})}#page-{place.number}" if place else hit.url,
        title=marked(title, tokens),
        excerpt=excerpt(place.text, tokens) if place else hit.excerpt,
        label=source.label,
        icon=source.icon,
        person=person,
        page=None if place is None or place.is_only else place.number,
    )


def tabs(asked: QueryDict, question: Question, results: Results) -> list[Tab]:
    """Everything, and each kind that was found or is looked at; where more was found than is
    counted, each kind without a number."""
    chosen, counts = question.query.kinds, results.counts
    shown = [kind for kind in kinds() if results.has_more or counts.get(kind) or kind in chosen]
    total = None if results.has_more else results.counted
    everything = Tab(_("Everything"), _address(asked, ""), total, current=not chosen)
    return [everything] + [
        Tab(
            kinds()[kind].label,
            _address(asked, kind),
            None if results.has_more else counts.get(kind, 0),
            current=kind in chosen,
        )
        for kind in shown
    ]


def _address(asked: QueryDict, kind: str) -> str:
    query = asked.copy()
    query.pop("after", None)
    query["kind"] = kind
    return f"?{query.urlencode()}"


def choices(user: User, question: Question, results: Results) -> dict[str, list[Any]]:
    """What the filters offer: own spaces, and the people who wrote what was found."""
    spaces = {space.pk: space for space in my_spaces(user)}
    if question.space:
        spaces.setdefault(question.space.pk, question.space)
    people = {hit.author.pk: hit.author for hit in results.hits if hit.author}
    if question.person:
        people.setdefault(question.person.pk, question.person)
    by_name = sorted(people.values(), key=lambda person: person.sort_name)
    return {"spaces": list(spaces.values()), "people": by_name}
