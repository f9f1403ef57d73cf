"""Where nothing that may be read has a word: what else may be meant by it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from search.engine.candidates import Look
from search.engine.own_words import begun_by_reader, known_to_reader
from search.engine.wanted import Wanted
from search.index import vocabulary
from search.index.vocabulary import Known
from search.text.compounds import cuts, halves, known_pair, may_be_compound
from search.text.words import stems

ONE_ERROR, TWO_ERRORS, LONGER, PIECE = 0.7, 0.5, 0.5, 0.5
NEAREST = 6  # corrections of one word that are tried
MOST_CUTS, MOST_INSIDE = 8, 3  # of a word, that are tried; of which a half is only in longer words
TELLING = 5  # letters of a half that is looked for alone, where nothing is known of the other
SHORTEST_BEGINNING = 3  # letters of a word that is looked for as the beginning of others
# what may be meant, with wrong letters, by what is typed
Near = Mapping[str, list[tuple[str, int]]]


def widen(lost: Sequence[Wanted], look: Look) -> list[Wanted]:
    """Where nothing that may be read has these words: let corrections, longer words, pieces and
    the halves of compounds count as them. What comes of it may replace one word by two."""
    surfaces = [one.word.surface for one in lost if one.word.surface]
    known = vocabulary.known_stems(halves(surfaces)) if surfaces else set()
    near = _readable(look, vocabulary.near([*surfaces, *_unknown_halves(surfaces, known)]))
    longer = _longer(look, [_beginning(one) for one in lost])
    stuck = [one for one in surfaces if not near.get(one) and not longer.get(one)]
    begun = _readable(look, vocabulary.begun_near(stuck)) if stuck else {}
    made: list[Wanted] = []
    for one in lost:
        _accept(one, near, longer, begun)
        is_more = len(one.shares) > len(one.word.tokens)
        halved = [] if is_more else _halved(one, near, known, look)
        made += halved or [one]
    return made


def _readable(look: Look, measured: Mapping[str, list[Known]]) -> Near:
    """Of what is near to each word, what the reader may know: the nearest first, then what more
    entries hold."""
    seen = known_to_reader(look, {one for found in measured.values() for one in found})
    return {
        word: [
            (one.text, one.errors)
            for one in sorted(found, key=lambda one: (one.errors, -seen[one.text], one.text))
            if one.text in seen
        ][:NEAREST]
        for word, found in measured.items()
    }


def _longer(look: Look, beginnings: Sequence[str]) -> dict[str, list[str]]:
    """The commonest words that begin so, out of what the reader may know."""
    told = {one: vocabulary.longer(one) for one in beginnings if one}
    hidden = {one: own for one, (_open, own) in told.items() if own}
    own = begun_by_reader(look, sorted(hidden), sum(hidden.values()))
    found: dict[str, list[str]] = {}
    for begin, (words, _own) in told.items():
        counts = Counter({word: n for word, n in own.items() if word.startswith(begin)})
        del counts[begin]
        counts.update({one.text: one.open_documents for one in words})
        commonest = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        found[begin] = [word for word, _n in commonest[: vocabulary.MOST_LONGER]]
    return found


def _beginning(one: Wanted) -> str:
    """What longer words begin with; nothing where it is too short to tell them."""
    typed = one.word.surface or one.word.tokens[0]
    return typed if len(typed) >= SHORTEST_BEGINNING else ""


def _accept(one: Wanted, near: Near, longer: Mapping[str, list[str]], begun: Near) -> None:
    surface = one.word.surface
    one.accept(one.word.pieces, PIECE)
    for text, errors in near.get(surface, ()):
        one.accept(stems(text), ONE_ERROR if errors == 1 else TWO_ERRORS, text)
    for text in (*longer.get(_beginning(one), ()), *vocabulary.ending(surface)):
        one.accept(stems(text), LONGER)
    for text, _errors in begun.get(surface, ()):
        one.accept(stems(text), LONGER * ONE_ERROR)


def _halved(one: Wanted, near: Near, known: set[str], look: Look) -> list[Wanted]:
    """The words a compound is made of, each looked for by itself; one of them may be misspelt, or
    stand inside of longer words only."""
    if whole := known_pair(one.word.surface, known):
        return [Wanted(one.word, dict.fromkeys(stems(half), PIECE)) for half in whole]
    pairs = list(_one_known(one.word.surface, known))
    for right, wrong in pairs:
        if found := near.get(wrong):
            return _two(one, right, [text for text, _errors in found])
    for right, wrong in pairs[:MOST_INSIDE]:
        if inside := [*_longer(look, [wrong])[wrong], *vocabulary.ending(wrong)]:
            return _two(one, right, inside)
    telling = [right for right, _wrong in pairs if len(right) >= TELLING]
    return [Wanted(one.word, dict.fromkeys(stems(right), PIECE / 2)) for right in telling[:1]]


def _two(one: Wanted, right: str, other: Iterable[str]) -> list[Wanted]:
    first = Wanted(one.word, dict.fromkeys(stems(right), PIECE))
    second = Wanted(one.word)
    for text in other:
        second.accept(stems(text), PIECE / 2)
    return [first, second]


def _unknown_halves(surfaces: Iterable[str], known: set[str]) -> list[str]:
    return [wrong for surface in surfaces for _right, wrong in _one_known(surface, known)]


def _one_known(surface: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """The cuts of which one half is a word of the company and the other none: first those with the
    longest such half."""
    if not may_be_compound(surface):
        return
    halves = (pair for cut in cuts(surface) for pair in (cut, cut[::-1]))
    found = [(right, wrong) for right, wrong in halves if _is(right, known) > _is(wrong, known)]
    yield from sorted(dict.fromkeys(found), key=lambda pair: -len(pair[0]))[:MOST_CUTS]


def _is(half: str, known: set[str]) -> bool:
    return not known.isdisjoint(stems(half))
