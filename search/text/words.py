"""Where the words of a text stand, and what is stored of each."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from search.text.folding import fold, fold_code

LONGEST = 60  # letters of a token; what is longer is cut
_LETTERS = r"[^\W_][\u0300-\u036f]*"
_PART = re.compile(rf"(?:{_LETTERS})+")
_DIGIT = re.compile(r"\d")
_CHUNK = re.compile(rf"(?:{_LETTERS})+(?:[.\-–/:,'’_&+]+(?:{_LETTERS})+)*")
_PHONE = re.compile(r"(?<!\w)(?:\+|00|0)\d[\d ()/\-–.]{4,20}\d(?!\w)")
_BETWEEN = re.compile(r"[.\-–/:,'’_&+]+")
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_FROM_ABROAD = re.compile(r"^(?:\+|00)49[ /\-–.]*(?:\(0\))?")
_GERMAN, _ENGLISH = Stemmer.Stemmer("german"), Stemmer.Stemmer("english")


class Word(NamedTuple):
    """A word or code of a text: what is looked for of it, and where it stands."""

    tokens: tuple[str, ...]  # any of these finds it
    pieces: tuple[str, ...]  # of a code: what it is made of
    surface: str  # folded, not stemmed; empty for codes
    start: int
    end: int


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """The stems of a word in German and English, where they differ both."""
    word = word.casefold()[:LONGEST]
    german = fold(_GERMAN.stemWord(word))
    english = _ENGLISH.stemWord(fold(word))
    return tuple(dict.fromkeys(stem for stem in (german, english) if stem))


def words(text: str) -> Iterator[Word]:
    """The words of `text` in order. A telephone number is one, whatever stands between digits."""
    at = 0
    for phone in _PHONE.finditer(text):
        if sum(map(str.isdigit, phone[0])) < 7:
            continue
        yield from _chunks(text, at, phone.start())
        yield _phone(phone[0], phone.start())
        at = phone.end()
    yield from _chunks(text, at, len(text))


def _chunks(text: str, start: int, end: int) -> Iterator[Word]:
    for found in _CHUNK.finditer(text, start, end):
        chunk, at = found[0], found.start()
        if _DIGIT.search(chunk):
            yield _code(chunk, at)
            continue
        parts = list(_PART.finditer(chunk))
        for part in parts:
            yield _plain(part[0], at + part.start())
        if len(parts) > 1 and len(chunk) <= LONGEST:  # E-Mail is found as Email, too
            joined = _plain("".join(part[0] for part in parts), at)
            yield Word(joined.tokens, (), "", at, at + len(chunk))


def _plain(word: str, at: int) -> Word:
    return Word(stems(word), (), _surface(word), at, at + len(word))


@lru_cache(maxsize=50_000)
def _surface(word: str) -> str:
    return fold(word)[:LONGEST]


def _code(chunk: str, at: int) -> Word:
    """Whole without what stands between, and in pieces: 8O-1147 is 801147, 80 and 1147."""
    parts = _BETWEEN.split(chunk)
    is_number = all(part.isdigit() for part in parts) and len(parts) > 1 and "." in chunk
    whole = ".".join(parts) if is_number else fold_code("".join(parts))
    pieces: list[str] = []
    for part in parts:
        if part.isalpha():
            pieces += stems(part)
            continue
        pieces += [fold_code(part), *(run for run in _RUNS.findall(part) if len(run) > 1)]
    pieces = [fold_code(piece)[:LONGEST] for piece in pieces if len(piece) > 1]
    tokens = (whole[:LONGEST],)
    return Word(tokens, tuple(dict.fromkeys(pieces)), "", at, at + len(chunk))


def _phone(number: str, at: int) -> Word:
    home = _FROM_ABROAD.sub("0", number)
    digits = "".join(filter(str.isdigit, home))
    pieces = tuple(run for run in re.findall(r"\d+", number) if len(run) > 1)
    return Word((digits[:LONGEST],), pieces, "", at, at + len(number))
