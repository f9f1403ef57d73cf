"""The words of the company: counted where they stand, and asked for by what people typed.

What follows from a word for everybody (weights, corrections, compounds) follows from entries that
everybody may read. The others are known to those who read them (`search.engine.own_words`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, QuerySet, Sum, When, Window

from kit.database.prepared import prepared
from search.models import Deletion, Word
from search.text.compounds import SHORTEST
from search.text.typing_errors import (
    PREFIX,
    deletions_to_begin,
    deletions_to_find,
    deletions_to_store,
    distance,
    errors_in,
)
from search.text.words import stems

CHUNK = 2048
MOST_LONGER = 12  # words that go on where a typed one ends


class Known(NamedTuple):
    """A word of the company that may be meant by one that was typed."""

    text: str
    errors: int
    documents: int  # entries that hold it
    open_documents: int  # of these, those that everybody may read


def count(changes: Mapping[str, int], of_open: Mapping[str, int]) -> None:
    """Move the numbers of entries that hold each of these words, and of those everybody reads.

    Rows are written in one order, so that two writers never wait for each other.
    """
    words = sorted({*changes, *of_open})
    moved = [(word, changes.get(word, 0), of_open.get(word, 0)) for word in words]
    moved = [row for row in moved if row[1] or row[2]]
    for start in range(0, len(moved), CHUNK):
        chunk = moved[start : start + CHUNK]
        before = {word: by for word, by, _open in chunk}
        rows = _add(chunk)
        _make_findable([(pk, word) for pk, word, now in rows if now == before[word]])


def _add(moved: Sequence[tuple[str, int, int]]) -> list[tuple[int, str, int]]:
    """Ids and texts of these words with their numbers from now on."""
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(moved))
    statement = (
        "INSERT INTO search_word (text, stem, backwards, documents, open_documents)"  # noqa: S608
        f" VALUES {values}"
        " ON CONFLICT (text) DO UPDATE SET documents = search_word.documents + excluded.documents,"
        " open_documents = search_word.open_documents + excluded.open_documents"
        " RETURNING id, text, documents"
    )
    with connection.cursor() as cursor:
        given = (
            (word, stem := stems(word)[0], stem[::-1], by, of_open) for word, by, of_open in moved
        )
        cursor.execute(statement, [value for row in given for value in row])
        return cursor.fetchall()


def _make_findable(new: Collection[tuple[int, str]]) -> None:
    """Let words be found by their deletions that are new, or that nothing held any more."""
    if not new:
        return
    known = set(Deletion.objects.filter(word__in=[pk for pk, _ in new]).values_list("word"))
    rows = [
        Deletion(variant=variant, word_id=pk)
        for pk, word in new
        if (pk,) not in known
        for variant in sorted(deletions_to_store(word))
    ]
    Deletion.objects.bulk_create(rows, batch_size=CHUNK)


def frequencies(tokens: Iterable[str]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """In about how many entries words with these stems stand: everywhere, and where everybody
    reads."""
    everywhere, in_open = Counter[str](), Counter[str]()
    for stem, documents, open_documents in _with_stems(sorted({*tokens})):
        everywhere[stem] += documents
        in_open[stem] += open_documents
    return everywhere, in_open


@prepared
def _with_stems(stems: Sequence[str]) -> QuerySet[Any, tuple[str, int, int]]:
    found = Word.objects.filter(stem__in=stems, documents__gt=0)
    return found.values_list("stem", "documents", "open_documents")


def known_stems(wanted: Collection[str]) -> set[str]:
    """Those of these stems that words have which stand where everybody reads."""
    return _known(_with_open_stems, wanted)


@prepared
def _with_open_stems(stems: Sequence[str]) -> QuerySet[Any, tuple[str]]:
    return Word.objects.filter(stem__in=stems, open_documents__gt=0).values_list("stem")


def known_words(wanted: Collection[str]) -> set[str]:
    """Those of these words that stand where everybody reads."""
    return _known(_open_words, wanted)


@prepared
def _open_words(texts: Sequence[str]) -> QuerySet[Any, tuple[str]]:
    return Word.objects.filter(text__in=texts, open_documents__gt=0).values_list("text")


def _known(ask: Callable[[Sequence[str]], Iterable[tuple[str]]], wanted: Iterable[str]) -> set[str]:
    ordered, known = sorted(wanted), set[str]()
    for start in range(0, len(ordered), CHUNK):
        known |= {text for (text,) in ask(ordered[start : start + CHUNK])}
    return known


def near(typed: Collection[str]) -> dict[str, list[Known]]:
    """For each of these words all of the company that may be meant. Two statements for all."""
    meant = _stored_under({word: deletions_to_find(word) for word in typed if errors_in(word)})
    return {word: _measured(word, rows) for word, rows in meant.items()}


def begun_near(typed: Collection[str]) -> dict[str, list[Known]]:
    """For each of these words all of the company that go on where it ends, and have one wrong
    letter before: "Rückname" finds "Rücknahmegarantie". Two statements for all."""
    long = [word for word in typed if len(word) >= PREFIX]
    meant = _stored_under({word: deletions_to_begin(word) for word in long})
    return {
        word: [Known(text, 1, *n) for text, *n in rows if _begins_near(text, word)]
        for word, rows in meant.items()
    }


def _begins_near(text: str, typed: str) -> bool:
    ends = range(len(typed) - 1, len(typed) + 2)
    return any(distance(typed, text[:end], 1) == 1 for end in ends)


def _stored_under(variants: Mapping[str, set[int]]) -> dict[str, list[Sequence[Any]]]:
    """For each word the rows of the vocabulary that are stored under one of its variants."""
    every = sorted({variant for found in variants.values() for variant in found})
    by_variant: dict[int, list[int]] = defaultdict(list)
    for variant, pk in _with_variants(every):
        by_variant[variant].append(pk)
    known = {pk: row for pk, *row in _words(sorted({*chain(*by_variant.values())}))}
    keys = {
        word: {pk for variant in mine for pk in by_variant.get(variant, ()) if pk in known}
        for word, mine in variants.items()
    }
    return {word: [known[pk] for pk in mine] for word, mine in keys.items()}


@prepared
def _with_variants(variants: Sequence[int]) -> QuerySet[Any, tuple[int, int]]:
    return Deletion.objects.filter(variant__in=variants).values_list("variant", "word")


@prepared
def _words(keys: Sequence[int]) -> QuerySet[Any, tuple[int, str, int, int]]:
    """Asked apart: a join of both reads every word there is."""
    found = Word.objects.filter(pk__in=keys, documents__gt=0)
    return found.values_list("pk", "text", "documents", "open_documents")


def _measured(word: str, candidates: Iterable[Sequence[Any]]) -> list[Known]:
    most = errors_in(word)
    return [
        Known(text, off, documents, open_documents)
        for text, documents, open_documents in candidates
        if 0 < (off := _wrong_letters(word, text, most)) <= most
    ]


def _wrong_letters(word: str, other: str, most: int) -> int:
    """Of the words, or without their endings: nobody who misspells one knows that only its plural
    stands somewhere."""
    wrong = distance(word, other, most)
    return wrong if wrong <= 1 else min(wrong, distance(stems(word)[0], stems(other)[0], most))


def longer(typed: str) -> tuple[list[Known], int]:
    """The commonest words that begin with what was typed and stand where everybody reads, and how
    many entries hold one that begins so and does not."""
    rows = _longer(typed, typed + "\uffff")
    found = [Known(text, 0, documents, in_open) for text, documents, in_open, _own in rows]
    return [one for one in found if one.open_documents], rows[0][3] if rows else 0


@prepared
def _longer(typed: str, end: str) -> QuerySet[Any, tuple[str, int, int, int]]:
    found = Word.objects.filter(text__gt=typed, text__lt=end, documents__gt=0)
    own = Window(Sum(Case(When(open_documents=0, then="documents"), default=0)))
    found = found.annotate(own=own).order_by("-open_documents", "text")
    return found.values_list("text", "documents", "open_documents", "own")[:MOST_LONGER]


def ending(typed: str) -> list[str]:
    """The commonest words that stand where everybody reads and end with what was typed, as German
    compounds do with what they are, whatever ending they have themselves: "Unfall" finds
    "Arbeitsunfälle"."""
    if len(typed) < SHORTEST:
        return []
    backwards = stems(typed)[0][::-1]
    return [text for (text,) in _ending(backwards, backwards + "\uffff")]


@prepared
def _ending(backwards: str, end: str) -> QuerySet[Any, tuple[str]]:
    found = Word.objects.filter(backwards__gt=backwards, backwards__lt=end, open_documents__gt=0)
    return found.order_by("-open_documents", "text").values_list("text")[:MOST_LONGER]


def changes(before: Iterable[str], after: Iterable[str]) -> Counter[str]:
    """What one entry changes in the numbers."""
    moved = Counter(dict.fromkeys({*after}, 1))
    moved.subtract(dict.fromkeys({*before}, 1))
    return moved
