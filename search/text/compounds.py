"""Compounds: a word is cut only where both halves are words of the company."""

from collections.abc import Collection, Iterable, Iterator

from search.text.stop_words import STOP_WORDS
from search.text.words import stems

SHORTEST = 4  # letters of a half
JOINTS = ("s", "n", "en", "es", "er", "e")
DEPTH = 2  # a half may be cut once more


def may_be_compound(word: str) -> bool:
    """Whether it is long enough to be cut."""
    return len(word) >= 2 * SHORTEST and word.isalpha()


def cuts(word: str) -> Iterator[tuple[str, str]]:
    """Every way to cut a word in two, with and without what joins the halves."""
    for at in range(SHORTEST, len(word) - SHORTEST + 1):
        head, tail = word[:at], word[at:]
        yield head, tail
        for joint in JOINTS:
            if head.endswith(joint) and at - len(joint) >= SHORTEST:
                yield head[: -len(joint)], tail


def halves(words: Iterable[str]) -> set[str]:
    """The stems of all halves of these words, to be looked up at once."""
    pairs = (pair for word in words if may_be_compound(word) for pair in cuts(word))
    return {stem for pair in pairs for half in pair for stem in stems(half)}


def parts(word: str, known: Collection[str], depth: int = DEPTH) -> set[str]:
    """The stems of the words that `word` is made of, as far as both halves are `known` stems."""
    found: set[str] = set()
    if not depth or not may_be_compound(word):
        return found
    for half in known_halves([word], known):
        found.update(stems(half), parts(half, known, depth - 1))
    return found - {*stems(word)}


def known_halves(words: Iterable[str], known: Collection[str]) -> set[str]:
    """The halves of these words where both are `known` stems: what may be cut once more."""
    return {half for word in words for pair in _known_pairs(word, known) for half in pair}


def known_pair(word: str, known: Collection[str]) -> tuple[str, str] | None:
    """The first cut of `word` into two words of which both are `known` stems."""
    return next(_known_pairs(word, known), None)


def _known_pairs(word: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    pairs = cuts(word) if may_be_compound(word) else ()
    return (pair for pair in pairs if all(_is_known(half, known) for half in pair))


def _is_known(half: str, known: Collection[str]) -> bool:
    return half not in STOP_WORDS and any(stem in known for stem in stems(half))
