"""The part of a text in which something was found, as safe HTML with marks."""

from collections.abc import Collection, Iterator

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from search.text.words import Word, words

LENGTH = 220
BEFORE = 60  # characters in front of the first hit
INSIDE = 4  # letters of a token that is marked inside of a longer word
LOOKED_AT = 20_000  # characters; behind them nothing is marked


def excerpt(text: str, tokens: Collection[str]) -> SafeString:
    """The beginning of `text`, or what stands around the first words with one of `tokens`."""
    text = text[:LOOKED_AT]
    if len(text) <= LENGTH:
        return marked(text, tokens)
    first = next(_hits(text, tokens), None)
    start = _start(text, first.start) if first else 0
    end = _end(text, start)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return format_html("{}{}{}", before, marked(text[start:end], tokens), after)


def marked(text: str, tokens: Collection[str]) -> SafeString:
    """All of `text`, with marks around the words with one of `tokens`."""
    safe: list[str] = []
    at = 0
    for word in _hits(text, tokens):
        if word.start >= at:
            hit = escape(text[word.start : word.end])
            safe += [escape(text[at : word.start]), f"<mark>{hit}</mark>"]
            at = word.end
    return SafeString("".join([*safe, escape(text[at:])]))


def holds(text: str, tokens: Collection[str]) -> int:
    """How many of `tokens` stand in `text`."""
    return len(
        {token for word in words(text) for token in (*word.tokens, *word.pieces)} & {*tokens}
    )


def _hits(text: str, tokens: Collection[str]) -> Iterator[Word]:
    """The words of `text` with one of `tokens`, or, of the longer ones, inside."""
    inside = [token for token in tokens if len(token) >= INSIDE]
    wanted = {*tokens}
    for word in words(text):
        found = {*word.tokens, *word.pieces}
        if not found.isdisjoint(wanted) or any(token in word.surface for token in inside):
            yield word


def _start(text: str, first: int) -> int:
    at = max(0, first - BEFORE)
    space = text.rfind(" ", 0, at + 1)
    return 0 if first < LENGTH // 2 else (space + 1 if space >= 0 else at)


def _end(text: str, start: int) -> int:
    if len(text) - start <= LENGTH:
        return len(text)
    space = text.rfind(" ", start, start + LENGTH)
    return space if space > start else start + LENGTH
