"""Text of people: cleaned when stored, turned into HTML here and nowhere else."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kit import limits, markdown
from kit.errors import Problem
from kit.markdown import fold as fold

# Embeddings, overrides and isolates: they make "gpj.exe" read as "exe.jpg".
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Characters without a look of their own that have no place in a text.
INVISIBLE = "\ufeff\ufff9\ufffa\ufffb\u2060\u00ad\u180e"
_UNWANTED: dict[int, str | None] = {ord(character): None for character in DIRECTIONS + INVISIBLE}
_UNWANTED |= {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
_UNWANTED |= {0x2028: "\n", 0x2029: "\n", 0x85: "\n"}

_TAGS = set("p br hr strong em s del code pre blockquote ul ol li a h3 h4 h5 h6".split())
_TAGS |= set("table thead tbody tr th td".split())
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    allowed_classes={"a": {"mention", "topic"}},
    url_schemes=markdown.SCHEMES,
    link_rel="nofollow noopener noreferrer",
    strip_comments=True,
)
_SPACES = re.compile(r"\s+")
_VISIBLE_TOKENS = {"text", "code_inline", "code_block", "fence"}
_BREAKS = {"softbreak", "hardbreak", "paragraph_close", "heading_close", "td_close", "th_close"}


@cache
def _parser() -> MarkdownIt:
    return markdown.parser()


def clean(text: str) -> str:
    """`text` as it is stored: one spelling for each letter (NFC), without characters that hide
    or turn around what is written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED)
    text = text.encode("utf-8", "replace").decode()  # half characters cannot be stored
    return unicodedata.normalize("NFC", text)


def accept(text: str, *, limit: int = limits.POST_LENGTH, field: str = "body") -> str:
    """The cleaned text, or a Problem that names the limit it breaks. Empty text is fine."""
    if len(text) > limit:
        detail = _("This text is too long; at most %(limit)d characters fit.") % {"limit": limit}
        raise Problem("too_long", detail, field=field, limit=limit)
    tokens = _parse(text := clean(text).strip())
    _refuse(
        markdown.depth(tokens) > limits.NESTING,
        "too_deep",
        _("Quotes and lists may be at most %(limit)d levels deep."),
        field,
        limits.NESTING,
    )
    _refuse(
        len(_names(tokens, "mention")) > limits.MENTIONS,
        "too_many_mentions",
        _("A text may mention at most %(limit)d people."),
        field,
        limits.MENTIONS,
    )
    return text


def render(text: str, *, people: Mapping[str, str] | None = None) -> SafeString:
    """Markdown as safe HTML. `people` maps handles to names; an unknown handle stays plain text."""
    tokens = _parse(clean(text))
    if markdown.depth(tokens) > limits.NESTING:  # stored before the limit, or past it
        return _plain_html(text)
    known = {fold(handle): name for handle, name in (people or {}).items()}
    made = _parser().renderer.render(tokens, _parser().options, {"people": known})
    return mark_safe(_CLEANER.clean(made))  # noqa: S308 (the one place that says so)


def mentioned(text: str) -> list[str]:
    """Handles of the people a text mentions, folded, once each, in order."""
    return _names(_parse(clean(text)), "mention")


def topics(text: str) -> list[str]:
    """The #topics of a text, folded, once each, in order."""
    return _names(_parse(clean(text)), "topic")


def excerpt(text: str, length: int = 140) -> str:
    """The beginning of a text without its markup, on one line, cut between words."""
    plain = _SPACES.sub(" ", "".join(_visible(_parse(clean(text[: 20 * length]))))).strip()
    if len(plain) <= length:
        return plain
    cut = plain[: length - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > length // 2 else cut).rstrip(" ,.;:-–") + "…"


def _parse(text: str) -> list[Token]:
    return _parser().parse(text)


def _names(tokens: list[Token], kind: str) -> list[str]:
    found = (fold(token.content) for token in markdown.walk(tokens) if token.type == kind)
    return list(dict.fromkeys(found))


def _visible(tokens: list[Token]) -> list[str]:
    signs: dict[str, Callable[[Token], str]] = {
        "mention": lambda token: f"@{token.content}",
        "topic": lambda token: f"#{token.content}",
    }
    parts = []
    for token in markdown.walk(tokens):
        if token.type in _VISIBLE_TOKENS:
            parts.append(token.content)
        elif token.type in signs:
            parts.append(signs[token.type](token))
        elif token.type in _BREAKS:
            parts.append(" ")
    return parts


def _plain_html(text: str) -> SafeString:
    lines = html.escape(clean(text)).replace("\n", "<br>")
    return mark_safe(f"<p>{lines}</p>")  # noqa: S308 (escaped in the line above)


def _refuse(broken: bool, code: str, detail: object, field: str, limit: int) -> None:
    if broken:
        raise Problem(code, str(detail) % {"limit": limit}, field=field, limit=limit)
