"""The part of a text in which something was found, as safe HTML with marks."""

from collections.abc import Collection

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.text.words import Word, words

LENGTH = 220
BEFORE = 60  # characters in front of the first hit
INSIDE = 4  # letters of a token that is marked inside of a longer word
LOOKED_AT = 20_000  # characters; behind them nothing is marked


def excerpt(text: str, tokens: Collection[str]) -> SafeString:
    """The beginning of `text`, or what stands around the first words with one of `tokens`."""
    text = text[:LOOKED_AT]
    first = next((word for word in words(text) if _is_hit(word, tokens)), None)
    start = _start(text, first.start) if first else 0
    end = _end(text, start)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return format_html("{}{}{}", before, marked(text[start:end], tokens), after)


def marked(text: str, tokens: Collection[str]) -> SafeString:
    """All of `text`, with marks around the words with one of `tokens`."""
    pieces: list[str] = []
    at = 0
    for word in words(text):
        if word.start < at or not _is_hit(word, tokens):
            continue
        hit = format_html("<mark>{}</mark>", text[word.start : word.end])
        pieces += [text[at : word.start], hit]
        at = word.end
    pieces.append(text[at:])
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def holds(text: str, tokens: Collection[str]) -> int:
    """How many of `tokens` stand in `text`."""
    return len(
        {token for word in words(text) for token in (*word.tokens, *word.pieces)} & {*tokens}
    )


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
