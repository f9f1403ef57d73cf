"""The part of a text in which something was found, as safe HTML with marks."""

from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.text.words import Word, words

LENGTH = 220
BEFORE = 60  # characters in front of the first hit
INSIDE = 4  # letters of a token that is marked inside of a longer word
LOOKED_AT = 20_000  # characters; behind them nothing is marked


def excerpt(text: str, tokens: Collection[str]) -> SafeString:
    """The beginning of `text`, or what stands around the first words with one of `tokens`."""
    text = text[:LOOKED_AT]
    found = [word for word in words(text) if _is_hit(word, tokens)]
    start = _start(text, found[0].start) if found else 0
    end = _end(text, start)
    inside = [word for word in found if start <= word.start and word.end <= end]
    pieces, at = ["…"] if start else [], start
    for word in inside:
        if word.start < at:
            continue
        pieces += [escape(text[at : word.start]), "<mark>", escape(text[word.start : word.end])]
        pieces.append("</mark>")
        at = word.end
    pieces += [escape(text[at:end]), "…" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped or ours)


def _is_hit(word: Word, tokens: Collection[str]) -> bool:
    if any(token in tokens for token in (*word.tokens, *word.pieces)):
        return True
    return any(len(token) >= INSIDE and token in word.surface for token in tokens)


def _start(text: str, first: int) -> int:
    at = max(0, first - BEFORE)
    space = text.rfind(" ", 0, at + 1)
    return 0 if first < LENGTH // 2 else (space + 1 if space >= 0 else at)


def _end(text: str, start: int) -> int:
    if len(text) - start <= LENGTH:
        return len(text)
    space = text.rfind(" ", start, start + LENGTH)
    return space if space > start else start + LENGTH
