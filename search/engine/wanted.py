"""A word that is looked for, with everything that counts as it and how much."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from search.text.words import Word


@dataclass
class Wanted:
    """One word of the question: tokens that count as it, each with a share from 0 to 1."""

    word: Word
    shares: dict[str, float] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)  # of corrections, by token
    documents: int = 0  # entries that everybody may read and that hold it, about
    entries: int = 0  # all that hold it: what looking for it costs
    importance: float = 1.0

    @property
    def is_short_number(self) -> bool:
        """Whether it tells hardly anything by itself."""
        return bool(self.shares) and all(
            token.isdigit() and len(token) <= 2 for token in self.shares
        )

    def accept(self, tokens: Iterable[str], share: float, surface: str = "") -> None:
        """Let `tokens` count as this word, too."""
        for token in tokens:
            if token not in self.shares:
                self.shares[token] = share
                if surface:
                    self.surfaces[token] = surface


def as_typed(words: Iterable[Word]) -> list[Wanted]:
    """What is looked for at first: the words themselves."""
    return [Wanted(word, dict.fromkeys(word.tokens, 1.0)) for word in words]
