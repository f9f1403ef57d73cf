"""One form for every way to write a word: case, accents, umlauts and ß in both spellings."""

import re
import unicodedata

from accounts.fields import PLAIN

# Umlauts written out: "Ruecknahme" is "Rücknahme" and "Rucknahme"; "neue" and "Quelle" stay.
_WRITTEN_OUT = re.compile(r"(?<![aeiouyq])([aou])e")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f]"
)
_SPACES = re.compile(r"\s+")
_LOOKALIKE = str.maketrans("oil", "011")


def clean(text: str) -> str:
    """`text` on one line, composed (NFKC), without what nobody sees."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", _CONTROL.sub("", text))).strip()


def without_accents(text: str) -> str:
    """`text` in small letters without any mark on them."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def fold(word: str) -> str:
    """The one form of a word: Rücknahme, Ruecknahme and Rucknahme become "rucknahme"."""
    return _WRITTEN_OUT.sub(r"\1", without_accents(word))


def fold_code(code: str) -> str:
    """The one form of a part number: the letter O is the digit where both stand, as is I and l."""
    code = without_accents(code)
    mixed = any(c.isdigit() for c in code) and any(c.isalpha() for c in code)
    return code.translate(_LOOKALIKE) if mixed else code
