"""The Markdown we read: CommonMark without HTML and pictures, plus @mentions and #topics."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import quote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from kit import limits

MENTION = re.compile(r"@(\w(?:[\w.\-]{0,62}\w)?)")
TOPIC = re.compile(r"#(\w(?:[\w\-]{0,48}\w)?)")
SCHEMES = {"http", "https", "mailto", "tel"}
NESTING = {"blockquote_open", "list_item_open", "em_open", "strong_open", "s_open"}
PARSER_LEVELS = 4 * limits.NESTING  # a list counts twice there; deeper than ours is refused anyway
FIRST_HEADING = 3  # what a person writes stands inside a page that has its own headings


def fold(name: str) -> str:
    """The form in which handles and topics are compared: compatible forms and case are one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def parser() -> MarkdownIt:
    """A new parser. It keeps no state between texts, one per process is enough."""
    options = {
        "html": False,
        "linkify": True,
        "breaks": True,
        "typographer": False,
        "maxNesting": PARSER_LEVELS,
    }
    md = MarkdownIt("commonmark", options)
    md.enable(["strikethrough", "table", "linkify"]).disable("image")
    md.inline.ruler.before("emphasis", "mention", _rule("mention", MENTION, _is_handle))
    md.inline.ruler.before("emphasis", "topic", _rule("topic", TOPIC, _is_topic))
    md.validateLink = is_safe_link  # type: ignore[method-assign]
    assert md.linkify is not None
    # "Ende.Am Montag" is no address: only what has a scheme or an @ becomes a link by itself.
    md.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    for name in ("mention", "topic", "heading_open", "heading_close"):
        md.add_render_rule(name, globals()[f"_render_{name}"])
    return md


def is_safe_link(address: str) -> bool:
    """Whether `address` is relative or has one of the schemes we link to."""
    try:
        scheme = urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return False
    return scheme in SCHEMES or (not scheme and ":" not in address.split("/", 1)[0])


def walk(tokens: list[Token]) -> Iterator[Token]:
    """All tokens, the ones inside lines included, in reading order."""
    for token in tokens:
        yield token
        yield from token.children or ()


def depth(tokens: list[Token]) -> int:
    """How many quotes, lists and emphases stand inside each other at the deepest place."""
    level = deepest = 0
    for token in walk(tokens):
        if token.type in NESTING:
            level += 1
            deepest = max(deepest, level)
        elif f"{token.type.removesuffix('_close')}_open" in NESTING:
            level -= 1
    return deepest


def _rule(
    name: str, pattern: re.Pattern[str], accepts: Callable[[str], bool]
) -> Callable[[StateInline, bool], bool]:
    """An inline rule for a sign followed by a name, at the beginning of a word, outside links."""

    def read(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != pattern.pattern[0] or state.linkLevel or _inside_word(state):
            return False
        found = pattern.match(state.src, state.pos, state.posMax)
        if not found or not accepts(found[1]):
            return False
        if not silent:
            token = state.push(name, "", 0)
            token.content = found[1]
        state.pos = found.end()
        return True

    return read


def _inside_word(state: StateInline) -> bool:
    before = state.src[state.pos - 1] if state.pos else " "
    return before.isalnum() or before in "_@#&/.-+="


def _is_handle(name: str) -> bool:
    return len(name) <= limits.HANDLE_LENGTH


def _is_topic(name: str) -> bool:
    """Numbers alone are no topic: "#12" is a place in a list."""
    return any(character.isalpha() for character in name)


def _render_mention(
    self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict
) -> str:
    written = tokens[index].content
    known = env.get("people", {}).get(fold(written))
    if known is None:
        return escape(f"@{written}")
    address = f"/people/{quote(fold(written))}/"
    return f'<a class="mention" href="{address}">@{escape(known)}</a>'


def _render_topic(
    self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict
) -> str:
    written = tokens[index].content
    return f'<a class="topic" href="/t/{quote(fold(written))}/">#{escape(written)}</a>'


def _render_heading_open(
    self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict
) -> str:
    return f"<{_heading(tokens[index])}>"


def _render_heading_close(
    self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict
) -> str:
    return f"</{_heading(tokens[index])}>\n"


def _heading(token: Token) -> str:
    return f"h{min(6, int(token.tag[1]) + FIRST_HEADING - 1)}"
