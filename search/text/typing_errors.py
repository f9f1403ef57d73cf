"""Typing errors: which words are near one that nobody wrote."""

from itertools import combinations
from zlib import crc32

ENDING = 2  # letters by which forms of one word differ
LONGEST_REST = 16  # letters by which a compound goes on behind its first word
PREFIX = 7  # letters in which errors are looked for by the table; behind them every one is compared


def errors_in(word: str) -> int:
    """How many errors are forgiven: one from five letters, two from nine."""
    return (len(word) >= 5) + (len(word) >= 9)


def deletions(word: str, errors: int) -> set[str]:
    """The beginning of `word`, and what is left of it without up to `errors` letters.

    Two words that differ by no more than that have one of them in common.
    """
    start = word[:PREFIX]
    return {start} | {
        "".join(letter for at, letter in enumerate(start) if at not in gone)
        for count in range(1, errors + 1)
        for gone in combinations(range(len(start)), count)
    }


def deletions_to_store(word: str) -> set[int]:
    """Those of a word of the vocabulary, as numbers; one letter shorter than what may be typed."""
    left = deletions(word, (len(word) >= 4) + (len(word) >= 8))
    return {_number(variant, len(word)) for variant in left}


def deletions_to_find(word: str) -> set[int]:
    """Those under which a word is stored that is near this one: of about its length, with another
    ending."""
    errors = errors_in(word)
    lengths = range(len(word) - errors - ENDING, len(word) + errors + ENDING + 1)
    left = deletions(word, errors)
    return {_number(variant, length) for variant in left for length in lengths}


def deletions_to_begin(word: str) -> set[int]:
    """Those under which words are stored that go on where one ends which is near this one."""
    longer = range(len(word) + ENDING + 2, len(word) + LONGEST_REST + 1)
    return {_number(variant, length) for variant in deletions(word, 1) for length in longer}


def _number(variant: str, length: int) -> int:
    return crc32(f"{variant} {length}".encode())


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or in the wrong order; above `most` is enough
    to know, so only cells that near the diagonal are reckoned (Ukkonen 1985)."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    start = 0
    while one[start : start + 1] == other[start : start + 1] != "":
        start += 1
    one, other = one[start:], other[start:]
    far, width = most + 1, len(other)
    if sum([other.count(letter) < one.count(letter) for letter in {*one}]) > most:
        return far
    before: list[int] = []
    row = list(range(width + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [far] * (width + 1)
        first = max(1, i - most)
        row[first - 1] = i if first == 1 else far
        for j in range(first, min(width, i + most) + 1):
            wanted = other[j - 1]
            best = before[j - 1]
            if letter != wanted:
                best = min(best, before[j], row[j - 1]) + 1
                if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                    best = min(best, earlier[j - 2] + 1)
            row[j] = best
        if min(row) > most:
            return far
    return row[-1]
