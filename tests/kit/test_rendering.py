"""Text to HTML: what is kept, what is made harmless, and that it never gets slow."""

import re
import sys
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rich_text import read_text
from kit import limits
from kit.http.exceptions import Problem
from kit.text import link_hosts, markdown, rendering
from tests.factories import make_user

PEOPLE = {"meike.jansen": "Meike Jansen", "ben": "Ben <script>"}
SPECIAL = "*_~`[]()<>!#@&\\:/.-+=|\"'{}^$%?,;\t \n\r\0aä1ß\u202e\u0301\u200d"


class Tags(HTMLParser):
    """Collects what a browser would see of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def links(html: str) -> list[str | None]:
    return [attributes.get("href") for tag, attributes in Tags(html).found if tag == "a"]


# --- what people write ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**fett** *kursiv* ~~weg~~", "<strong>fett</strong> <em>kursiv</em> <s>weg</s>"),
        ("eine\nzwei", "eine<br>\nzwei"),
        ("`rm -rf`", "<code>rm -rf</code>"),
        ("- eins\n- zwei", "<li>eins</li>"),
        ("3. drei", '<ol start="3">'),
        ("> gesagt", "<blockquote>"),
        ("| a |\n|---|\n| 1 |", "<td>1</td>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;"),
    ],
)
def test_markdown_is_read(written: str, expected: str) -> None:
    assert expected in rendering.render(written)


def test_headings_start_below_those_of_the_page() -> None:
    assert "<h3>Eins</h3>" in rendering.render("# Eins")
    assert "<h2>Eins</h2>" in rendering.render("# Eins", first_heading=2)
    assert "<script" not in rendering.render("# <script>", first_heading=2)


def test_headings_follow_one_another_whatever_was_typed() -> None:
    typed = "#### Vier\n\n# Eins\n\n### Drei\n\n## Zwei\n\n###### Sechs"
    made = re.findall("<(h.)>", rendering.render(typed))
    assert made == ["h3", "h3", "h4", "h4", "h5"]


def test_pictures_of_strangers_are_not_loaded() -> None:
    assert "<img" not in rendering.render("![Bild](https://example.com/a.png)")


def test_addresses_become_links_and_words_with_dots_do_not() -> None:
    html = rendering.render("https://a.example/x?b=1&c=2#d anna@nordwerk.de Ende.Am Montag")
    assert links(html) == ["https://a.example/x?b=1&c=2#d", "mailto:anna@nordwerk.de"]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("(siehe https://a.de/x_(y)).", "https://a.de/x_(y)"),
        ("**http://a.de**", "http://a.de"),
        ("[https://a.de](https://b.de)", "https://b.de"),
        ("https://a.de/@anna#teil!", "https://a.de/@anna#teil"),
        ("a.b+c@x-y.firma.de.", "mailto:a.b+c@x-y.firma.de"),
        ("https://müller.de/ä", "https://xn--mller-kva.de/%C3%A4"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(written: str, address: str) -> None:
    assert links(rendering.render(written)) == [address]


@pytest.mark.parametrize("written", ["xhttp://a.de", "http://.", "a@b", "ftp://a.de", "://a"])
def test_what_is_no_address_stays_text(written: str) -> None:
    assert links(rendering.render(written)) == []


def test_C4_every_link_is_without_referrer_and_of_a_harmless_scheme() -> None:
    html = rendering.render(
        "[a](https://a.example) [b](tel:+4940123) [c](/spaces/) <https://d.example>"
    )
    anchors = [attributes for tag, attributes in Tags(html).found if tag == "a"]
    assert {anchor["rel"] for anchor in anchors} == {"nofollow noopener noreferrer"}
    assert [anchor["href"] for anchor in anchors] == [
        "https://a.example",
        "tel:+4940123",
        "/spaces/",
        "https://d.example",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html;base64,PHN2Zz4=",
        "vbscript:x",
        "file:///etc/passwd",
        "\x01javascript:alert(1)",
        "http://[::1",
    ],
)
def test_C4_dangerous_addresses_do_not_become_links(address: str) -> None:
    for written in (
        f"[k]({address})",
        f"[k](<{address}>)",
        f"<{address}>",
        f"[k]: {address}\n\n[k]",
    ):
        assert not [
            link
            for link in links(rendering.render(written))
            if link and not link.startswith("http")
        ]


# --- mentions and topics -------------------------------------------------------------------------
def test_a_mention_links_to_the_person_and_shows_the_name() -> None:
    html = rendering.render("Danke @Meike.Jansen.", people=PEOPLE)
    assert 'class="mention" href="/people/meike.jansen/"' in html
    assert ">@Meike Jansen</a>." in html


def test_an_unknown_handle_stays_text() -> None:
    assert rendering.render("@niemand hier", people=PEOPLE) == "<p>@niemand hier</p>\n"


def test_C4_a_name_with_markup_is_shown_as_text() -> None:
    assert "@Ben &lt;script&gt;" in rendering.render("@ben", people=PEOPLE)


@pytest.mark.parametrize(
    ("written", "handles"),
    [
        ("@anna, @Ben! @anna", ["anna", "ben"]),
        ("(@jörg) »@änne« @müller-lüdenscheidt", ["jörg", "änne", "müller-lüdenscheidt"]),
        ("anna@nordwerk.example", []),
        ("https://chat.example/@anna", []),
        ("`@anna` and\n\n```\n@ben\n```", []),
        ("[@anna](https://a.example)", []),
        ("**@anna** _@ben_", ["anna", "ben"]),
        ("@anna_ @b.", ["anna", "b"]),
        ("@ @@ @. @-", []),
        ("@" + "a" * 65, ["a" * 64]),
        ("- @anna\n> @ben\n\n| @eve |\n|---|\n", ["anna", "ben", "eve"]),
    ],
)
def test_mentions_are_found(written: str, handles: list[str]) -> None:
    assert rendering.mentioned(written) == handles


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("#Wärmepumpe #wärmepumpe.", ["wärmepumpe"]),
        ("#Größe", ["grösse"]),
        ("#e-auto, #2026plan; #ölfrei", ["e-auto", "2026plan", "ölfrei"]),
        ("#12 C#dur a#b &#35;x https://a.example/#teil `#code`", []),
        ("# Titel\n## Zwei", []),
        ("#日本", ["日本"]),
    ],
)
def test_topics_are_found(written: str, names: list[str]) -> None:
    assert rendering.topics(written) == names


def test_a_topic_links_to_its_page_in_folded_form() -> None:
    assert 'href="/t/w%C3%A4rmepumpe/"' in rendering.render("#WÄRMEPUMPE")


def test_two_spellings_of_an_umlaut_are_one_topic() -> None:
    assert rendering.topics("#" + unicodedata.normalize("NFD", "Öl")) == ["öl"]


# --- storing -------------------------------------------------------------------------------------
def test_C4_text_is_stored_in_one_spelling() -> None:
    assert rendering.clean(unicodedata.normalize("NFD", "Grüße")) == "Grüße"


def test_C4_direction_overrides_and_invisible_characters_are_taken_out() -> None:
    assert rendering.clean("a\u202eb\u2066c\u0000d\ufeffe\u0007") == "abcde"


def test_arabic_and_hebrew_and_joined_emoji_stay_whole() -> None:
    kept = "مرحبا שלום 👩‍🔧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"
    assert rendering.clean(kept) == kept


def test_line_ends_of_all_systems_are_one() -> None:
    assert rendering.clean("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_half_characters_cannot_reach_the_database() -> None:
    assert rendering.clean("a\ud800b").encode()


# --- limits --------------------------------------------------------------------------------------
def test_C2_a_text_may_be_as_long_as_its_limit() -> None:
    assert len(rendering.accept("ä" * limits.TEXT_LENGTH)) == limits.TEXT_LENGTH


def test_C2_a_longer_text_is_refused_with_the_limit() -> None:
    with pytest.raises(Problem) as caught:
        rendering.accept("x" * (5_000 + 1), limit=5_000)
    assert caught.value.as_json() == {
        "code": "too_long",
        "detail": str(caught.value.detail),
        "field": "body",
        "limit": 5000,
    }


@pytest.mark.parametrize("sign", ["> ", "- "])
def test_C2_quotes_and_lists_may_be_ten_levels_deep(sign: str) -> None:
    accepted = rendering.accept(sign * 10 + "tief")
    assert markdown.depth(rendering.parse(accepted).tokens) == 10


@pytest.mark.parametrize("sign", ["> ", "- ", "1. ", "> - "])
def test_C2_deeper_texts_are_refused(sign: str) -> None:
    with pytest.raises(Problem, match="too_deep"):
        rendering.accept(sign * 11 + "tief")


@pytest.mark.parametrize("sign", [">", "- ", "> - ", "*a **b "])
def test_a_text_that_is_too_deep_is_shown_plainly_and_whole(sign: str) -> None:
    html = rendering.render(sign * 300 + "ende")
    assert "ende" in html
    assert {tag for tag, _ in Tags(html).found} <= {"p", "br"}


def test_C2_fifty_people_may_be_mentioned() -> None:
    rendering.accept(" ".join(f"@p{n}" for n in range(50)) + " @p0")
    with pytest.raises(Problem, match="too_many_mentions"):
        rendering.accept(" ".join(f"@p{n}" for n in range(51)))


# --- excerpts ------------------------------------------------------------------------------------
def test_an_excerpt_is_plain_and_cut_between_words() -> None:
    assert rendering.excerpt("# Hallo\n\n**Leute** @ben, #öl", 140) == "Hallo Leute @ben, #öl"
    assert rendering.excerpt("ein zwei drei vier fünf", 15) == "ein zwei drei…"


def test_an_excerpt_of_one_endless_word_is_cut_anywhere() -> None:
    assert rendering.excerpt("x" * 500, 20) == "x" * 19 + "…"


# --- hostile texts -------------------------------------------------------------------------------
ALLOWED = set("p br hr strong em s del code pre blockquote ul ol li a h3 h4 h5 h6".split())
ALLOWED |= set("table thead tbody tr th td".split())
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "`</code><script>alert(1)</script>`",
    "```html\n</code></pre><script>\n```",
    "<!--><script>alert(1)</script>-->",
    "<style>@import 'x'</style>",
    "<math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1'>",
    "\\<script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "@ben<script>",
    '#topic"onclick="x',
    "[a]: javascript:alert(1)\n[a]",
    "|<script>|\n|-|\n|<script>|",
]


@pytest.mark.parametrize("written", HOSTILE)
def test_C4_hostile_text_shows_as_text(written: str) -> None:
    assert_harmless(rendering.render(written, people=PEOPLE))


@given(st.text(alphabet=SPECIAL + "<>/='\"scriptonxhf@#", max_size=300))
def test_C4_no_text_leaves_the_allow_list(written: str) -> None:
    assert_harmless(rendering.render(written, people=PEOPLE))


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(written: str) -> None:
    assert rendering.clean(rendering.clean(written)) == rendering.clean(written)


def assert_harmless(html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "rel", "class", "start"}
        assert (attributes.get("class") or "mention") in {"mention", "topic"}
        address = (attributes.get("href") or "/").strip().lower()
        scheme = address.partition(":")[0] if ":" in address.partition("/")[0] else ""
        assert scheme in {"", "http", "https", "mailto", "tel"}


# --- time ----------------------------------------------------------------------------------------
def steps(work: Callable[[], Any]) -> int:
    """How many calls `work` makes, of Python and of C: the same on a slow and on a fast machine."""
    count = 0

    def tick(*_: Any) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


SIGNS = [*sorted(set(SPECIAL)), "://a", "https://a.de/(", "a@b.c ", "@a.", "#a-", "![", "]("]


@pytest.mark.parametrize("shape", ["{0}", "{0}a ", "{0}\n"])
@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: ".".join(f"{ord(s):X}" for s in sign))
def test_C5_twice_the_text_takes_at_most_twice_the_steps(sign: str, shape: str) -> None:
    part = shape.format(sign)
    rendering.render(part * 20)  # warm: imports and caches
    once = steps(lambda: rendering.render(part * 200))
    twice = steps(lambda: rendering.render(part * 400))
    assert twice <= 2.2 * once + 500


def filled(part: str) -> str:
    """A post that is full of it."""
    return (part * limits.TEXT_LENGTH)[: limits.TEXT_LENGTH]


NORMAL = filled(
    "Good morning, **today** @ben looks at #valves and https://firma.example/a?b=c at ten.\n\n"
    "- one\n- two\n\n> said\n\n"
)
# what took longest of a hundred shapes
WORST = {
    "brackets": filled("["),
    "balanced brackets": filled("[" * 10_000 + "]" * 10_000),
    "pictures": filled("!["),
    "empty references": filled("[]["),
    "unclosed links": filled("[a]("),
    "unclosed addresses": filled("[](<"),
    "unclosed titles": filled('[a](b "'),
    "links in links": filled("[[a](b)"),
    "references": filled("[a]: b\n\n")[:9_000] + filled("[a] ")[:11_000],
    "short rows": filled("|a" * 20 + "\n" + "|-" * 20 + "\n" + "|\n" * 9_000),
    "broad tables": filled("a|" * 2_000 + "\n" + "-|" * 2_000 + "\n" + "x\n" * 6_000),
    "small tables": filled("|a|\n|-|\n|b|\n\n"),
    "backticks": " ".join("`" * n for n in range(1, 199)),
    "emphasis": filled("*a_ "),
    "strong in emphasis": filled("*a**a"),
    "signs of emphasis": filled("*_"),
    "lists": filled("- a\n"),
    "nested lists": "\n".join("  " * n + "- a" for n in range(130)),
    "nested quotes": "\n".join(">" * n + "a" for n in range(1, 190)),
    "headings": filled("a\n=\n"),
    "lines": filled("\n a"),
    "mentions": filled("@a "),
    "signs of mentions": filled("@"),
    "topics": filled("#a "),
    "addresses": filled("https://a.de/( "),
    "mails": filled("a@b.cc "),
    "autolinks": filled("<http://a"),
    "entities": filled("&amp;"),
    "escapes": filled("\\*"),
    "markup": filled('<a href="'),
}
TIMES = 15  # of a normal post as long


def seconds(written: str) -> float:
    """Processor time of what a write does with a text."""
    begun = time.process_time()
    with suppress(Problem):
        parsed = rendering.read(written)
        parsed.html({name: name for name in parsed.mentioned})
        assert parsed.topics is not None
    return time.process_time() - begun


def times(written: str) -> float:
    """How many times a normal post it takes, measured one after the other."""
    normal = seconds(NORMAL)
    return seconds(written) / normal


def test_C5_the_worst_posts_cost_a_few_times_a_normal_one() -> None:
    found = {name: times(written) for name, written in WORST.items()}
    for _time in range(8):  # a busy machine may slow down either of the two, but not each time
        late = {name: n for name, n in found.items() if n > TIMES}
        found = {name: min(n, times(WORST[name])) for name, n in late.items()}
    assert {name: n for name, n in found.items() if n > TIMES} == {}


def test_a_text_is_read_once_when_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = rendering._parser().parse
    monkeypatch.setattr(rendering._parser(), "parse", lambda body: read.append(body) or parse(body))
    written = read_text(make_user("anna"), "Hello @anna, #topic", limit=100)
    assert (written.people.keys(), written.topics, len(read)) == ({"anna"}, ["topic"], 1)


def test_a_table_of_usual_size_and_links_after_brackets_stay() -> None:
    table = "|a|b|\n|-|-|\n" + "|1|2|\n" * 1_000
    assert rendering.render(table).count("<tr>") == 1_001
    notes = "See [1], [2] and [x] " * 300 + "[here](https://firma.example/)"
    assert '<a href="https://firma.example/"' in rendering.render(notes)


@pytest.mark.parametrize("sign", sorted(set(SPECIAL)), ids=lambda sign: f"U+{ord(sign):04X}")
def test_C5_a_hundred_thousand_repeated_characters_are_refused_before_any_work(sign: str) -> None:
    hostile = sign * 100_000
    with pytest.raises(Problem, match="too_long"):
        rendering.accept(hostile)


PATTERNS = [link_hosts.HOST, markdown.MENTION, markdown.TOPIC, markdown.ADDRESS, rendering._SPACES]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("sign", ["@", "#", "a", ".", "-", "_", " ", "@a", "#a-", "a."])
def test_C5_our_patterns_look_at_bounded_pieces(pattern: Any, sign: str) -> None:
    found = pattern.match(sign * 100_000)
    assert found is None or found.end() <= 2004 or sign == " "


@pytest.mark.parametrize(
    ("written", "levels"),
    [("# a\n## b\n# c", "232"), ("### a\n# b\n### c", "223"), ("###### a\n###### b", "22")],
)
def test_headings_follow_the_one_above_them(written, levels):
    made = rendering.headings_from(rendering.render(written), 2)
    assert re.findall(r"<h(\d)>", made) == list(levels)
    assert re.findall(r"</h(\d)>", made) == list(levels)
