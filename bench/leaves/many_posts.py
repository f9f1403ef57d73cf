"""Posts by the hundred thousand with their entries, each of different words, written in bulk.

Words stand there as in life: few everywhere, most hardly ever, and many are made of two others.
What is written is what the product would write; `bench.leaves.searching` compares a sample.
"""

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from random import Random

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import User
from demo.bulk import Table, in_bulk, reset_sequences_and_analyze, stamp
from demo.threads import rendered
from feed.models import Placement, Post
from kit.database.full_text import as_tsvector
from kit.search import Document
from search.index.marks import marks_of
from search.index.terms import Terms
from search.index.writing import _entry, _scopes
from search.models import Deletion, SearchEntry, Word
from search.text.compounds import parts
from search.text.typing_errors import deletions_to_store
from search.text.words import stems, words
from spaces.models import Space

SEED = 2027
YEARS = 3 * 365 * 86_400
COMPOUNDS, LENGTH = 60_000, (8, 24)  # words of a text
CODE_EVERY = 3
BATCH = 10_000
SYLLABLES = [one + two for one in "bdfgklmnprstvwz" for two in ("a", "e", "i", "o", "u", "ei")]
WRITTEN = (Post, Placement, SearchEntry, Word, Deletion)


class Texts:
    """Texts of words whose frequency falls with their rank, the same every time."""

    def __init__(self) -> None:
        self.dice = Random(SEED)
        told = {word for body, _html, _topics in rendered() for word in body.split()}
        plain = sorted(word for word in told if word.isalpha())
        nouns = [word for word in plain if word[0].isupper() and 4 <= len(word) <= 9]
        made = {
            f"{self.dice.choice(nouns)}{self.dice.choice(nouns).lower()}" for _ in range(COMPOUNDS)
        }
        made |= {"".join(self.dice.choices(SYLLABLES, k=4)) for _ in range(COMPOUNDS)}
        rare = sorted(made)
        self.dice.shuffle(plain)
        self.dice.shuffle(rare)
        self.words = plain + rare
        self.ranks = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def one(self) -> str:
        """The next."""
        chosen = self.dice.choices(self.words, cum_weights=self.ranks, k=self.dice.randint(*LENGTH))
        if not self.dice.randrange(CODE_EVERY):
            chosen.append(f"{self.dice.choice('ABEH')}{self.dice.randrange(100_000)}")
        return " ".join(chosen)


class Filling:
    """Writes posts and their entries, and counts their words."""

    def __init__(self, number: int, spaces: Sequence[Space], people: Sequence[int]) -> None:
        self.number, self.spaces, self.people = number, spaces, people
        self.weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(spaces))))
        self.dice = Random(SEED)
        self.counted, self.counted_open = Counter[str](), Counter[str]()
        told = itertools.islice(self._told(), number)
        open_texts = (body for space, body in told if space.access == Space.Access.OPEN)
        chunks = {chunk for body in open_texts for chunk in body.split()}
        self.open_words = {word.surface for chunk in chunks for word in words(chunk)} - {""}
        self.known = {stems(word)[0] for word in self.open_words}
        self.told = self._told()
        self._words = cache(lambda chunk: list(words(chunk)))
        self._parts = cache(lambda surface: parts(surface, self.known))
        self.posts = Table(
            Post, "id", "author_id", "client_id", "body", "body_html", "created_at", "published_at"
        )
        self.placements = Table(Placement, "post_id", "space_id", "published_at")

    def write(self) -> None:
        """Posts, the oldest first."""
        number = self.number
        first = (Post.objects.aggregate(pk=Max("pk"))["pk"] or 0) + 1
        begin, step = time.time() - YEARS, YEARS / number
        for start in range(0, number, BATCH):
            many = range(start, min(start + BATCH, number))
            documents = [self._post(first + at, begin + (at + 0.5) * step) for at in many]
            scopes = _scopes(documents)
            entries = [_entry("feed.post", document, scopes) for document in documents]
            rows = [(entry, self._cut(entry)) for entry in entries]
            with transaction.atomic():  # nothing is reckoned inside: it would idle too long
                self.posts.write()
                self.placements.write()
                write_entries(rows)

    def _told(self) -> Iterator[tuple[Space, str]]:
        """Where something is said, and what; the same every time."""
        dice, texts = Random(SEED), Texts()
        while True:
            (space,) = dice.choices(self.spaces, cum_weights=self.weights)
            yield space, texts.one()

    def _post(self, pk: int, at: float) -> Document:
        space, body = next(self.told)
        author = self.dice.choice(self.people)
        moment = stamp(at)
        post = (pk, author, f"{self.dice.getrandbits(128):032x}", body, f"<p>{body}</p>")
        self.posts.add(*post, moment, moment)
        self.placements.add(pk, space.pk, moment)
        return Document(
            id=pk,
            title="",
            body=body,
            url=f"/p/{pk}/",
            at=datetime.fromtimestamp(at, UTC),
            spaces=[space.pk],
            author=author,
        )

    def _cut(self, entry: SearchEntry) -> Terms:
        """As the product cuts it, but each word of the company once."""
        terms = Terms(marks=marks_of(entry))
        found = [word for chunk in entry.body.split() for word in self._words(chunk)]
        terms.add(found, terms.body)
        for surface, count in terms.surfaces.items():
            for part in self._parts(surface):
                terms.parts[part] += count
        self.counted.update(terms.surfaces.keys())
        if entry.is_open:
            self.counted_open.update(terms.surfaces.keys())
        else:
            terms.own = terms.surfaces.keys() - self.open_words
        return terms

    def write_vocabulary(self) -> None:
        """What was counted, into an empty vocabulary."""
        vocabulary = Table(Word, "id", "text", "stem", "backwards", "documents", "open_documents")
        nearby = Table(Deletion, "variant", "word_id")
        for pk, (word, count) in enumerate(sorted(self.counted.items()), 1):
            stem = stems(word)[0]
            vocabulary.add(pk, word, stem, stem[::-1], count, self.counted_open[word])
            for variant in sorted(deletions_to_store(word)):
                nearby.add(variant, pk)
        vocabulary.write()
        nearby.write()


def write_entries(rows: Iterable[tuple[SearchEntry, Terms]]) -> None:
    """Entries that are new, with their tokens, by the way each database takes many rows."""
    fields = [one for one in SearchEntry._meta.concrete_fields if not one.primary_key]
    names = ", ".join(one.column for one in fields)
    last = SearchEntry.objects.aggregate(pk=Max("pk"))["pk"] or 0
    is_copied = connection.vendor == "postgresql"
    kept, tokens = [], []
    for pk, (entry, terms) in enumerate(rows, last + 1):
        entry.terms, entry.length = terms.stored, terms.length
        values = [one.get_db_prep_save(getattr(entry, one.attname), connection) for one in fields]
        kept.append([pk, *values, *([as_tsvector(terms.tokens)] if is_copied else [])])
        tokens.append((pk, " ".join(terms.tokens)))
    with connection.cursor() as cursor:
        if is_copied:
            into = f"COPY search_searchentry (id, {names}, tokens) FROM STDIN"
            with cursor.copy(into) as copy:
                for row in kept:
                    copy.write_row([getattr(value, "obj", value) for value in row])
            return
        marks = ", ".join(["%s"] * (len(fields) + 1))
        cursor.executemany(
            f"INSERT INTO search_searchentry (id, {names}) VALUES ({marks})",
            kept,
        )
        cursor.executemany(
            "INSERT INTO search_searchentry_words (rowid, tokens) VALUES (%s, %s)", tokens
        )


def fill(number: int) -> float:
    """So many posts with their entries, into an empty index; returns how many a second."""
    spaces = list(Space.objects.order_by("pk"))
    people = list(User.objects.active().order_by("pk").values_list("pk", flat=True))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")  # an index of a million rows takes longer
    filling = Filling(number, spaces, people)
    began = time.perf_counter()
    with in_bulk(*WRITTEN):
        filling.write()
        filling.write_vocabulary()
    reset_sequences_and_analyze(*WRITTEN)
    return number / (time.perf_counter() - began)
