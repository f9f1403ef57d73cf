"""What a screen reader says on six pages, held against frozen files that people have read.

`FREEZE=1 bin/test tests/e2e/test_spoken.py` writes them anew; read them before you keep them.
"""

import os
import re
from pathlib import Path

import pytest

from tests.e2e.accessible import PACKAGES
from tests.e2e.main_pages import main_pages, make_anna
from tests.e2e.searched import WORDS, make_searched

FROZEN = Path(__file__).parent / "spoken"
READER = PACKAGES / "@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
MOST = 400  # phrases
SPEAK = """async (most) => {
  const { virtual } = await import("/virtual-screen-reader.js");
  // it reads what is folded away, browsers do not
  const folded = document.querySelectorAll("details:not([open]) > :not(summary)");
  for (const one of folded) one.hidden = true;
  await virtual.start({ container: document.querySelector("main") });
  while ((await virtual.lastSpokenPhrase()) !== "end of main" && most--) await virtual.next();
  const said = await virtual.spokenPhraseLog();
  await virtual.stop();
  return said;
}"""
# What differs from run to run: moments, and what the reader says of them twice.
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mai|Okt|Dez"
VARYING = [
    (r"^((?:end of )?time), .*", r"\1"),
    (r"\d+ min( ago)?", "N min"),
    (r"(today|tomorrow|yesterday), \d{1,2}:\d\d", "MOMENT"),
    (rf"(\w{{2,9}}\.?,? )?\d{{1,2}}\.? ({MONTHS})\w*( \d{{4}})?(,? (at )?\d{{1,2}}:\d\d)?", "DAY"),
    (r"\b\d{1,2}:\d\d\b", "CLOCK"),
    (r"^(button, .*), \d+$", r"\1"),  # this and the next: the value
    (r", (put|next)(?=,|$)", ""),  # the value of a button, which people never hear
]


@pytest.mark.parametrize("name", ["feed", "conversation", "announcement", "survey"])
def test_a_page_is_spoken_as_it_was_read(open_browser, name):
    anna = make_anna()
    assert_spoken(open_browser(anna, size="phone"), main_pages(anna)[name], name)


@pytest.mark.parametrize("language", ["de", "en"])
def test_results_are_spoken_as_they_were_read(open_browser, language):
    anna = make_searched()
    page = open_browser(anna, size="phone", language=language)
    assert_spoken(page, f"/search/?q={WORDS}", f"search-{language}")


def assert_spoken(page, address, name):
    """What is said there is what people have read; FREEZE writes it anew."""
    page.route(
        "**/virtual-screen-reader.js",
        lambda route: route.fulfill(body=READER.read_text(), content_type="text/javascript"),
    )
    page.goto(address)
    said = "\n".join(steadied(one) for one in page.evaluate(SPEAK, MOST)) + "\n"
    frozen = FROZEN / f"{name}.txt"
    if os.environ.get("FREEZE"):
        frozen.write_text(said)
    assert said == frozen.read_text()


def steadied(phrase):
    """The phrase without what differs from run to run."""
    phrase = phrase.replace("\u00a0", " ")
    for pattern, word in VARYING:
        phrase = re.sub(pattern, word, phrase)
    return phrase
