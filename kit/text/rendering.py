"""Text of people: cleaned when stored, turned into HTML here and nowhere else."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kit import limits
from kit.http.exceptions import Problem
from kit.text import markdown
from kit.text.markdown import fold as fold

# Embeddings, overrides and isolates: they make "gpj.exe" read as "exe.jpg".
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Characters without a look of their own that have no place in a text.
INVISIBLE = "\ufeff\ufff9\ufffa\ufffb\u2060\u00ad\u180e"
_UNWANTED: dict[int, str | None] = {ord(character): None for character in DIRECTIONS + INVISIBLE}
_UNWANTED |= {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
_UNWANTED |= {0x2028: "\n", 0x2029: "\n", 0x85: "\n"}

_TAGS = set("p br hr strong em s del code pre blockquote ul ol li a h2 h3 h4 h5 h6".split())
_TAGS |= set("table thead tbody tr th td".split())
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    allowed_classes={"a": {"mention", "topic"}},
    url_schemes=markdown.SCHEMES,
    link_rel="nofollow noopener noreferrer",
    strip_comments=True,
)
_HEADING = re.compile(r"<(?P<end>/?)h(?P<level>[1-6])>")
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


@dataclass(frozen=True)
class Parsed:
    """A text as it is stored, read once for everything that is made of it."""

    text: str
    tokens: list[Token]

    @property
    def mentioned(self) -> list[str]:
        """Handles of the people it mentions, folded, once each, in order."""
        return _names(self.tokens, "mention")

    @property
    def topics(self) -> list[str]:
        """Its #topics, folded, once each, in order."""
        return _names(self.tokens, "topic")

    def html(
        self,
        people: Mapping[str, str] | None = None,
        *,
        first_heading: int = markdown.FIRST_HEADING,
    ) -> SafeString:
        """As safe HTML. `people` maps handles to names; an unknown handle stays plain text.

        Its headings begin below those of the page it stands in, and go down one step at a time.
        """
        if markdown.depth(self.tokens) > limits.NESTING:  # stored before the limit, or past it
            return _plain_html(self.text)
        markdown.order_headings(self.tokens, first_heading)
        known = {fold(handle): name for handle, name in (people or {}).items()}
        made = _parser().renderer.render(self.tokens, _parser().options, {"people": known})
        return mark_safe(_CLEANER.clean(made))  # noqa: S308 (the one place that says so)


def accept(text: str, *, limit: int = limits.TEXT_LENGTH, field: str = "body") -> str:
    """The cleaned text, or a Problem that names the limit it breaks. Empty text is fine."""
    return read(text, limit=limit, field=field).text


def read(text: str, *, limit: int = limits.TEXT_LENGTH, field: str = "body") -> Parsed:
    """The same with what was read in it, so that it need not be read again."""
    if len(text) > limit:
        detail = _("This text is too long; at most %(limit)d characters fit.") % {"limit": limit}
        raise Problem("too_long", detail, field=field, limit=limit)
    parsed = _parsed(clean(text).strip())
    _refuse(
        markdown.depth(parsed.tokens) > limits.NESTING,
        "too_deep",
        _("Quotes and lists may be at most %(limit)d levels deep."),
        field,
        limits.NESTING,
    )
    _refuse(
        len(parsed.mentioned) > limits.MENTIONS,
        "too_many_mentions",
        _("A text may mention at most %(limit)d people."),
        field,
        limits.MENTIONS,
    )
    return parsed


def parse(text: str) -> Parsed:
    """`text`, cleaned and read."""
    return _parsed(clean(text))


def render(text: str, *, people: Mapping[str, str] | None = None, **look: int) -> SafeString:
    """Markdown as safe HTML; see `Parsed.html`."""
    return parse(text).html(people, **look)


def headings_from(made: str, first: int) -> SafeString:
    """HTML of `render` with headings from level `first` on that follow one another, for a page
    where it stands right below a heading of the level before."""
    level = first - 1
    open_ones: list[int] = []

    def leveled(match: re.Match[str]) -> str:
        nonlocal level
        if match["end"]:
            return f"</h{level}>"
        wanted = int(match["level"])
        while open_ones and open_ones[-1] >= wanted:
            open_ones.pop()
        open_ones.append(wanted)
        level = min(first - 1 + len(open_ones), 6)
        return f"<h{level}>"

    return mark_safe(_HEADING.sub(leveled, made))  # noqa: S308 (only numbers of headings changed)


def mentioned(text: str) -> list[str]:
    """Handles of the people a text mentions, folded, once each, in order."""
    return parse(text).mentioned if "@" in text else []


def topics(text: str) -> list[str]:
    """The #topics of a text, folded, once each, in order."""
    return parse(text).topics if "#" in text else []


def excerpt(text: str, length: int = 140) -> str:
    """The beginning of a text without its markup, on one line, cut between words."""
    plain = _SPACES.sub(" ", "".join(_visible(parse(text[: 20 * length]).tokens))).strip()
    if len(plain) <= length:
        return plain
    cut = plain[: length - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > length // 2 else cut).rstrip(" ,.;:-–") + "…"


def _parsed(text: str) -> Parsed:
    return Parsed(text, _parser().parse(text))


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
    lines = html.escape(text).replace("\n", "<br>")
    return mark_safe(f"<p>{lines}</p>")  # noqa: S308 (escaped in the line above)


def _refuse(broken: bool, code: str, detail: object, field: str, limit: int) -> None:
    if broken:
        raise Problem(code, str(detail) % {"limit": limit}, field=field, limit=limit)
