"""What somebody looks for, as it was asked, and the words in it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.http.exceptions import Problem
from search.text.folding import clean
from search.text.stop_words import STOP_WORDS
from search.text.words import Word, words

MOST_WORDS = 8  # in a question; what else stands there is not looked for


@dataclass(frozen=True)
class Query:
    """A question to the index. What narrows it down narrows hits, counts and corrections."""

    text: str
    kinds: tuple[str, ...] = ()
    space: int | None = None  # ids
    conversation: int | None = None
    person: int | None = None  # who wrote it
    since: datetime | None = None
    until: datetime | None = None
    only_mine: bool = False
    order: str = "best"  # or "newest"
    cursor: str | None = None

    def checked(self) -> "Query":
        """The same, cleaned. Raises Problem for a text that is too long."""
        if len(self.text) > limits.SEARCH_LENGTH:
            detail = _("Search for at most %(limit)s characters.") % {"limit": limits.SEARCH_LENGTH}
            raise Problem("query_too_long", detail, field="q", limit=limits.SEARCH_LENGTH)
        return replace(self, text=clean(self.text))

    @property
    def words(self) -> list[Word]:
        """What is looked for: each word once, without those that stand in every sentence, unless
        there are no others."""
        found = list({word.tokens: word for word in words(self.text)}.values())
        telling = [word for word in found if word.surface not in STOP_WORDS]
        return (telling or found)[:MOST_WORDS]
