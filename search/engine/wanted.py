"""A word that is looked for, with everything that counts as it and how much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from search.index import vocabulary
from search.text.compounds import cuts, halves, may_be_compound, parts
from search.text.words import Word, stems

ONE_ERROR, TWO_ERRORS, LONGER, PIECE = 0.7, 0.5, 0.5, 0.5
SHORTEST_BEGINNING = 3  # letters of a word that is looked for as the beginning of others


@dataclass
class Wanted:
    """One word of the question: tokens that count as it, each with a share from 0 to 1."""

    word: Word
    shares: dict[str, float] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)  # of corrections, by token
    documents: int = 0  # entries that hold it, about
    importance: float = 1.0

    def accept(self, tokens: Iterable[str], share: float, surface: str = "") -> None:
        """Let `tokens` count as this word, too."""
        for token in tokens:
            if token not in self.shares:
                self.shares[token] = share
                if surface:
                    self.surfaces[token] = surface


def as_typed(words: Iterable[Word]) -> list[Wanted]:
    """What is looked for at first: the words themselves."""
    return [Wanted(word, dict.fromkeys(word.tokens, 1.0)) for word in words]


def widen(lost: Sequence[Wanted]) -> list[Wanted]:
    """Where nothing that may be read has these words: let corrections, longer words, pieces and
    the halves of compounds count as them. What comes of it may replace one word by two."""
    surfaces = [one.word.surface for one in lost if one.word.surface]
    known = vocabulary.known_stems(halves(surfaces)) if surfaces else set()
    near = vocabulary.near([*surfaces, *_unknown_halves(surfaces, known)])
    made: list[Wanted] = []
    for one in lost:
        made += _widened(one, near, known)
    return made


def _widened(one: Wanted, near: dict[str, list[tuple[str, int]]], known: set[str]) -> list[Wanted]:
    surface = one.word.surface
    one.accept(one.word.pieces, PIECE)
    for text, errors in near.get(surface, ()):
        one.accept(stems(text), ONE_ERROR if errors == 1 else TWO_ERRORS, text)
    beginning = surface or one.word.tokens[0]
    if len(beginning) >= SHORTEST_BEGINNING:
        for text in vocabulary.longer(beginning):
            one.accept(stems(text), LONGER)
    if len(one.shares) > len(one.word.tokens) or not may_be_compound(surface):
        return [one]
    return _halved(one, near, known) or [one]


def _halved(one: Wanted, near: dict[str, list[tuple[str, int]]], known: set[str]) -> list[Wanted]:
    """The words a compound is made of, each looked for by itself; one of them may be misspelt."""
    if whole := parts(one.word.surface, known, depth=1):
        return [Wanted(one.word, {stem: PIECE}) for stem in sorted(whole)]
    for head, tail in _half_known([one.word.surface], known):
        for right, wrong in ((head, tail), (tail, head)):
            found = near.get(wrong)
            if found and not {*stems(wrong)} & known:
                first = Wanted(one.word, dict.fromkeys(stems(right), PIECE))
                second = Wanted(one.word)
                for text, _errors in found:
                    second.accept(stems(text), PIECE / 2)
                return [first, second]
    return []


def _unknown_halves(surfaces: Iterable[str], known: set[str]) -> list[str]:
    pairs = _half_known(surfaces, known)
    return [half for pair in pairs for half in pair if not {*stems(half)} & known]


def _half_known(surfaces: Iterable[str], known: set[str]) -> list[tuple[str, str]]:
    """The cuts of which one half is a word of the company, the longest such half first."""
    found = [
        (len(right), head, tail)
        for surface in surfaces
        if may_be_compound(surface)
        for head, tail in cuts(surface)
        for right in (head, tail)
        if {*stems(right)} & known
    ]
    return [(head, tail) for _, head, tail in sorted(found, reverse=True)[:8]]
