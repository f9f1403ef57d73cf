"""Words that a reader knows and not everybody does: they stand only in entries which are not open
to all, and in some that this person may read.

The vocabulary holds all words, also those of secrets, so it is never asked which of them are near
to what was typed and then cut: what nobody else may know would push out what this reader knows.
The names of such words are marks of their entries, looked for within the rights.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from kit.database.full_text import Term
from search.engine.candidates import Look
from search.engine.query import Query
from search.index.marks import of_word
from search.index.terms import own_words
from search.index.vocabulary import Known


def known_to_reader(look: Look, candidates: Collection[Known]) -> Counter[str]:
    """Those of these words which the reader may know, with how many entries were seen to hold
    them: of open words all, of others those of the newest entries."""
    found = Counter({one.text: one.open_documents for one in candidates if one.open_documents})
    own = {one.text: one.documents for one in candidates if not one.open_documents}
    terms = [Term(of_word(word)) for word in sorted(own)]
    found.update(word for word in _seen(look, terms, sum(own.values())) if word in own)
    return found


def begun_by_reader(look: Look, beginnings: Sequence[str], entries: int) -> Counter[str]:
    """Words that begin with one of these and are known to the reader and not to everybody; about
    `entries` hold such words."""
    return Counter(_seen(look, [Term(of_word(one), is_prefix=True) for one in beginnings], entries))


def _seen(look: Look, terms: Sequence[Term], entries: int) -> list[str]:
    if not terms or not entries:
        return []
    everywhere = Look(look.user, Query(look.query.text), look.now)  # filters narrow hits, not words
    rows = everywhere.holding(terms, entries).values()
    return [word for row in rows for word in own_words(row["terms"])]
