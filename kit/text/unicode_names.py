"""Names people are known by: one form for comparing, and nothing in them that misleads."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from kit.http.exceptions import Problem

# Letters that show nothing at all.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
# Scripts that are written together, under one name each.
ALIKE = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HANGUL": "CJK", "BOPOMOFO": "CJK"}
NEUTRAL = frozenset({"MODIFIER", "FEMININE", "MASCULINE", "MICRO"})
MARKS = 2  # combining marks on one letter; more of them paint over the lines around
BETWEEN_WORDS = re.compile(r"[^\w]+")


def normalised(name: str) -> str:
    """The one form in which names are stored for comparing: NFKC, case folded, trimmed."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def refuse_misleading(name: str, *, field: str | None = None) -> None:
    """Raise a Problem for invisible or turning characters and for words of mixed scripts."""
    if has_hidden(name):
        detail = _("This name contains invisible characters.")
        raise Problem("misleading_name", detail, field=field)
    if any(len(scripts(word)) > 1 for word in BETWEEN_WORDS.split(name)):
        detail = _("This name mixes letters of different scripts that look alike.")
        raise Problem("misleading_name", detail, field=field)


def has_hidden(name: str) -> bool:
    """Whether `name` holds characters without a look, that turn the text, or pile up."""
    marks = 0
    for letter in unicodedata.normalize("NFC", name):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if letter in BLANK or marks > MARKS or kind[0] == "C" or kind in {"Zl", "Zp"}:
            return True
    return False


def scripts(word: str) -> set[str]:
    """The scripts of the letters of `word`: {"LATIN"}, {"CYRILLIC"}, both for a forged one."""
    letters = (letter for letter in unicodedata.normalize("NFKC", word) if letter.isalpha())
    found = {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters}
    return {ALIKE.get(script, script) for script in found} - NEUTRAL
