"""What is kept of the text of a page: lines of words, nothing that a database refuses."""

import re
import unicodedata

HYPHENATED = re.compile(r"(?<=\w)[-\u00ad]\n(?=[a-zäöüß])")  # a word that goes on in the next line
SPACE = re.compile(r"[^\S\n]+")
EMPTY_LINES = re.compile(r"\s*\n\s*")


def tidy(text: str) -> str:
    """`text` composed, without control characters and half characters, one space between words."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = HYPHENATED.sub("", text).replace("\u00ad", "")
    text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign)[0] != "C")
    return EMPTY_LINES.sub("\n", SPACE.sub(" ", text)).strip()
