"""The Markdown we read: CommonMark without HTML and pictures, plus @mentions and #topics."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import quote, urlsplit

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token

from kit import limits
from kit.text.link_hosts import other_host

# Names begin and end with a letter or digit, so that "_@anna_" and "@anna." mean Anna.
MENTION = re.compile(r"@([^\W_](?:[\w.\-]{0,62}[^\W_])?)")
TOPIC = re.compile(r"#([^\W_](?:[\w\-]{0,48}[^\W_])?)")
# Addresses in the middle of a text, each read in bounded pieces around its rarest sign.
SCHEME = re.compile(r"(?:^|(?<=[^a-z0-9+.\-]))(https?)$", re.IGNORECASE)
ADDRESS = re.compile(r"""://[^\W_][^\s<>"`\\^{}|\[\]]{0,2000}""")
LOCAL = re.compile(r"(?:^|(?<=[^\w.+\-]))([^\W_][\w.+\-]{0,63})$")
DOMAIN = re.compile(r"@(?:[^\W_][\w\-]{0,62}\.){1,5}[^\W\d_]{2,20}")
BRACKETS = 50_000  # characters behind brackets that turned out to be no links
CELLS = 10_000  # of a table
UNDER_HEADS = re.compile(r"[\s>]*[|:\-][|:\-\s]*")  # the second line of a table
SCHEMES = {"http", "https", "mailto", "tel"}
ENDINGS = ".,;:!?*_~'"
NESTING = {"blockquote_open", "list_item_open", "em_open", "strong_open", "s_open"}
PARSER_LEVELS = 4 * limits.NESTING  # a list counts twice there; deeper than ours is refused anyway
FIRST_HEADING = 3  # what a person writes stands inside a page that has its own headings


def fold(name: str) -> str:
    """The form in which handles and topics are compared: compatible forms and case are one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def parser() -> MarkdownIt:
    """A new parser. It keeps no state between texts, one per process is enough."""
    md = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": PARSER_LEVELS})
    md.enable(["strikethrough", "table"]).disable("image")
    md.inline.ruler.at("link", _read_link)
    md.block.ruler.at("table", _read_table, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.before("emphasis", "address", _read_address)
    md.inline.ruler.before("emphasis", "email", _read_email)
    md.inline.ruler.before("emphasis", "mention", _rule("mention", MENTION, _is_handle))
    md.inline.ruler.before("emphasis", "topic", _rule("topic", TOPIC, _is_topic))
    md.core.ruler.push("hosts", _name_hosts)
    md.validateLink = is_safe_link  # type: ignore[method-assign, assignment]
    for name in ("mention", "topic"):
        md.add_render_rule(name, globals()[f"_render_{name}"])
    return md


def is_safe_link(address: str) -> bool:
    """Whether `address` is relative or has one of the schemes we link to."""
    try:
        scheme = urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return False
    return scheme in SCHEMES or (not scheme and ":" not in address.split("/", 1)[0])


def order_headings(tokens: list[Token], first: int) -> None:
    """Let headings follow one another: the highest is `first`, and none leaves out a step."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            above = [*(one for one in above if one < level), level]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, first + len(above) - 1)}"


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


def _read_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table of a size that people read: short rows are filled up to the width of the first."""
    if start + 1 >= end:
        return False
    under = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    if not UNDER_HEADS.fullmatch(under):
        return False
    begin = state.bMarks[start]
    columns = state.src.count("|", begin, state.eMarks[start]) + 1
    blank = state.src.find("\n\n", begin)
    rows = state.src.count("\n", begin, blank if blank > 0 else len(state.src))
    return columns * rows <= CELLS and table(state, start, end, silent)


def _read_link(state: StateInline, silent: bool) -> bool:
    """`[words](address)`. Brackets that are no link are looked at again and again, each time to
    the end of the paragraph: when that adds up, the rest of the text has no links any more."""
    start, spent = state.pos, state.env.get("brackets", 0)
    if state.src[start] != "[" or spent > BRACKETS:
        return False
    end = state.src.find("]", start, state.posMax)
    if end < 0:
        return False
    if link(state, silent):
        return True
    is_far = state.src.startswith("(", end + 1) or state.src.find("[", start + 1, end) > 0
    state.env["brackets"] = spent + (state.posMax if is_far else end) - start
    return False


def _name_hosts(state: StateCore) -> None:
    """Behind a link that reads like another address than its own stands where it leads."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_with_hosts(token.children))


def _with_hosts(tokens: list[Token]) -> Iterator[Token]:
    href, words = "", ""
    for token in tokens:
        yield token
        words += token.content
        if token.type == "link_open":
            href, words = str(token.attrs["href"]), ""
        elif token.type == "link_close" and (host := other_host(words, href)):
            yield Token("text", "", 0, content=f" ({host})")


def _read_address(state: StateInline, silent: bool) -> bool:
    """`https://…` in a text becomes a link. Reading starts at the colon, as the sign that is rare;
    each step looks at a bounded piece, so no text takes longer than its length."""
    start = state.pos
    scheme = (
        SCHEME.search(state.src[max(0, start - 6) : start]) if state.src[start] == ":" else None
    )
    found = ADDRESS.match(state.src, start, state.posMax) if scheme else None
    if not scheme or not found:
        return False
    rest = _without_punctuation(found[0])
    return len(rest) > len("://") and _push_link(state, silent, scheme[1], rest, "")


def _read_email(state: StateInline, silent: bool) -> bool:
    """`anna@firma.de` becomes a link that writes to Anna."""
    start = state.pos
    local = LOCAL.search(state.src[max(0, start - 65) : start]) if state.src[start] == "@" else None
    found = DOMAIN.match(state.src, start, state.posMax) if local else None
    if not local or not found:
        return False
    return _push_link(state, silent, local[1], found[0], "mailto:")


def _push_link(state: StateInline, silent: bool, before: str, after: str, prefix: str) -> bool:
    """A link whose text begins with `before`, which was read as plain text already."""
    if state.linkLevel or not (silent or state.pending.endswith(before)):
        return False
    written = before + after
    if not silent:
        state.pending = state.pending[: -len(before)]
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": state.md.normalizeLink(prefix + written)}
        state.push("text", "", 0).content = written
        state.push("link_close", "a", -1)
    state.pos += len(after)
    return True


def _without_punctuation(address: str) -> str:
    """`address` without the signs that end the sentence around it."""
    while address[-1] in ENDINGS or _closes_too_much(address):
        address = address[:-1]
    return address


def _closes_too_much(address: str) -> bool:
    """Whether the last sign closes a bracket that was opened before the address."""
    return address[-1] == ")" and address.count(")") > address.count("(")


def _inside_word(state: StateInline) -> bool:
    before = state.src[state.pos - 1] if state.pos else " "
    return before.isalnum() or before in "@#&/.-+="


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
    address = settings.MENTION_ADDRESS.format(quote(fold(written)))
    return f'<a class="mention" href="{address}">@{escape(known)}</a>'


def _render_topic(
    self: RendererHTML, tokens: list[Token], index: int, options: object, env: dict
) -> str:
    written = tokens[index].content
    address = settings.TOPIC_ADDRESS.format(quote(fold(written)))
    return f'<a class="topic" href="{address}">#{escape(written)}</a>'
