"""What changed between two versions, word by word, so that a correction is seen."""

import difflib
import re
from dataclasses import dataclass

from announcements.models import Version, VersionText

PIECES = re.compile(r"\S+\s*|\s+")
MOST = 4_000  # pieces compared word by word; longer texts are compared line by line


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, came or went."""

    kind: str  # "same", "new" or "gone"
    text: str


@dataclass(frozen=True)
class Change:
    """What changed in one language."""

    language: str
    title: list[Piece]
    lead: list[Piece]
    body: list[Piece]

    @property
    def is_empty(self) -> bool:
        """Whether nothing did."""
        return all(piece.kind == "same" for piece in [*self.title, *self.lead, *self.body])


def changes(before: Version, after: Version) -> list[Change]:
    """The languages in which the two versions differ."""
    old = {text.language: text for text in before.texts.all()}
    new = {text.language: text for text in after.texts.all()}
    languages = list(dict.fromkeys([*new, *old]))
    found = [_change(code, old.get(code), new.get(code)) for code in languages]
    return [change for change in found if not change.is_empty]


def _change(language: str, old: VersionText | None, new: VersionText | None) -> Change:
    old, new = old or VersionText(), new or VersionText()
    return Change(
        language,
        compared(old.title, new.title),
        compared(old.lead, new.lead),
        compared(old.body, new.body),
    )


def compared(before: str, after: str) -> list[Piece]:
    """`before` and `after` as runs of what stayed, went and came."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    if len(old) + len(new) > MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces = []
    matcher = difflib.SequenceMatcher(None, old, new)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[start:end])))
            continue
        pieces.append(Piece("gone", "".join(old[start:end])))
        pieces.append(Piece("new", "".join(new[new_start:new_end])))
    return [piece for piece in pieces if piece.text]
