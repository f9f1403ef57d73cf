"""The tokens of an entry, with how often they stand in its title, its text and inside of words."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from search.index.marks import in_title, of_word
from search.text.compounds import parts
from search.text.words import Word, words

IN_TITLE = 3  # times a part of a word counts that stands in the title
MOST = 15  # a token that stands there more often counts as this
_OWN = re.compile(rf" {of_word('')}([^=]+)=")
DIGITS = "0123456789abcdef"


@dataclass
class Terms:
    """How often each token stands where, and the surfaces for the vocabulary."""

    title: Counter[str] = field(default_factory=Counter)
    body: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    surfaces: Counter[str] = field(default_factory=Counter)
    marks: Collection[str] = ()
    own: Collection[str] = ()  # surfaces that nothing holds which everybody reads
    length: int = 0

    @property
    def tokens(self) -> set[str]:
        """As the full text of the database takes them, with the marks."""
        titled = (in_title(token) for token in self.title)
        return {*self.title, *self.body, *self.parts, *titled, *self.marks, *map(of_word, self.own)}

    @property
    def stored(self) -> str:
        """As the entry keeps them, each as " token=123": title, text, parts; and own words."""
        title, body, parts = (
            {token: DIGITS[min(MOST, count)] for token, count in field.items()}
            for field in (self.title, self.body, self.parts)
        )
        counted = "".join(
            f" {token}={title.get(token, 0)}{body.get(token, 0)}{parts.get(token, 0)}"
            for token in sorted({*title, *body, *parts})
        )
        return counted + "".join(f" {of_word(surface)}=" for surface in sorted(self.own))

    def add(self, found: Iterable[Word], to: Counter[str]) -> None:
        """Count these words in the field `to`."""
        for word in found:
            self.length += 1
            for token in word.tokens:
                to[token] += 1
            for piece in word.pieces:
                if piece not in word.tokens:
                    self.parts[piece] += 1
            if word.surface:
                self.surfaces[word.surface] += IN_TITLE if to is self.title else 1

    def add_parts(self, known: Collection[str]) -> None:
        """Count what compounds are made of, as far as the company has words with these stems."""
        for surface, count in self.surfaces.items():
            for part in parts(surface, known):
                self.parts[part] += count


def own_words(stored: str) -> Iterator[str]:
    """Out of what an entry keeps: its words that nothing holds which everybody reads."""
    return (found[1] for found in _OWN.finditer(stored))


def terms_of(title: str, keywords: str, body: str) -> Terms:
    """The terms of an entry, without what its compounds are made of."""
    terms = Terms()
    terms.add(words(f"{title} {keywords}"), terms.title)
    terms.add(words(body), terms.body)
    return terms
