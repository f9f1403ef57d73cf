"""Reads pairs.txt: what people look for, and what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts.models import User
from search.engine import Hit, Query, find
from search.models import SearchEntry

FILE = Path(__file__).parent / "pairs.txt"
LISTS = Path(__file__).parent / "lists.txt"
SHOWN = 5


@dataclass(frozen=True)
class Pair:
    """A question, and words that stand in what it means."""

    language: str
    question: str
    kind: str
    words: str

    def is_meant(self, hit: Hit) -> bool:
        """Whether `hit` is what was looked for."""
        entry = entry_of(hit)
        text = f"{entry.title} {entry.keywords} {entry.body}".casefold()
        return hit.kind == self.kind and self.words.casefold() in text


def entry_of(hit: Hit) -> SearchEntry:
    """What the index keeps of a hit; addresses of files are those of what they hang below."""
    return SearchEntry.objects.filter(kind=hit.kind, object_id=hit.id, title=hit.title)[0]


def pairs(path: Path = FILE) -> Iterator[Pair]:
    """All pairs of the file, in its order."""
    language = ""
    for line in path.read_text().splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            yield Pair(language, *(part.strip() for part in line.split("|")))


def place_of(pair: Pair, person: User) -> int:
    """At which place what is meant stands, from 1; 0 where it is not among the first three."""
    hits = find(person, Query(pair.question), limit=3).hits
    return next((at for at, hit in enumerate(hits, 1) if pair.is_meant(hit)), 0)


def lists(person: User) -> str:
    """The first hits of every question, a line for each: the same on every database."""
    return "".join(f"{pair.question} | {_first(pair, person)}\n" for pair in pairs())


def _first(pair: Pair, person: User) -> str:
    hits = find(person, Query(pair.question), limit=SHOWN).hits
    return " / ".join(
        f"{hit.kind}: {entry_of(hit).title or entry_of(hit).body}"[:50] for hit in hits
    )
