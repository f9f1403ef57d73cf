"""The words of the company: counted where they stand, and asked for by what people typed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from kit.database.prepared import prepared
from search.models import Deletion, Word
from search.text.typing_errors import deletions_to_find, deletions_to_store, distance, errors_in
from search.text.words import stems

CHUNK = 2048
NEAREST = 6  # corrections of one word that are tried
SHOWN_LONGER = 12  # words that go on where a typed one ends


def count(changes: Mapping[str, int]) -> None:
    """Move the numbers of entries that hold each of these words.

    Rows are written in one order, so that two writers never wait for each other.
    """
    moved = sorted((word, by) for word, by in changes.items() if by)
    for start in range(0, len(moved), CHUNK):
        chunk = dict(moved[start : start + CHUNK])
        rows = _add(chunk)
        _make_findable([(pk, word) for pk, word, now in rows if now == chunk[word]])


def _add(moved: Mapping[str, int]) -> list[tuple[int, str, int]]:
    """Ids and texts of these words with their numbers from now on."""
    values = ", ".join(["(%s, %s, %s)"] * len(moved))
    statement = (
        f"INSERT INTO search_word (text, stem, documents) VALUES {values}"  # noqa: S608
        " ON CONFLICT (text) DO UPDATE SET documents = search_word.documents + excluded.documents"
        " RETURNING id, text, documents"
    )
    with connection.cursor() as cursor:
        given = ((word, stems(word)[0], by) for word, by in moved.items())
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


def frequencies(tokens: Iterable[str]) -> Mapping[str, int]:
    """In about how many entries words with these stems stand."""
    found: Counter[str] = Counter()
    for stem, documents in _with_stems(sorted({*tokens})):
        found[stem] += documents
    return found


@prepared
def _with_stems(stems: Sequence[str]) -> QuerySet[Any, tuple[str, int]]:
    found = Word.objects.filter(stem__in=stems, documents__gt=0)
    return found.values_list("stem", "documents")


def known_stems(wanted: Collection[str]) -> set[str]:
    """Those of these stems that words of the company have."""
    ordered, known = sorted(wanted), set[str]()
    for start in range(0, len(ordered), CHUNK):
        known |= {stem for stem, _ in _with_stems(ordered[start : start + CHUNK])}
    return known


def near(typed: Collection[str]) -> dict[str, list[tuple[str, int]]]:
    """For each of these words those of the company that may be meant, with the number of wrong
    letters: the nearest first, then what more entries hold. Two statements for all."""
    variants = {word: deletions_to_find(word) for word in typed if errors_in(word)}
    every = sorted({variant for found in variants.values() for variant in found})
    by_variant: dict[int, list[int]] = defaultdict(list)
    for variant, pk in _with_variants(every):
        by_variant[variant].append(pk)
    known = {pk: row for pk, *row in _words(sorted({*chain(*by_variant.values())}))}
    meant = {
        word: {pk for variant in mine for pk in by_variant.get(variant, ()) if pk in known}
        for word, mine in variants.items()
    }
    return {word: _nearest(word, (known[pk] for pk in keys)) for word, keys in meant.items()}


@prepared
def _with_variants(variants: Sequence[int]) -> QuerySet[Any, tuple[int, int]]:
    return Deletion.objects.filter(variant__in=variants).values_list("variant", "word")


@prepared
def _words(keys: Sequence[int]) -> QuerySet[Any, tuple[int, str, int]]:
    """Asked apart: a join of both reads every word there is."""
    found = Word.objects.filter(pk__in=keys, documents__gt=0)
    return found.values_list("pk", "text", "documents")


def _nearest(word: str, candidates: Iterable[Sequence[Any]]) -> list[tuple[str, int]]:
    most = errors_in(word)
    measured = [
        (off, -documents, text)
        for text, documents in candidates
        if 0 < (off := distance(word, text, most)) <= most
    ]
    return [(text, off) for off, _, text in sorted(measured)[:NEAREST]]


def longer(typed: str) -> list[str]:
    """The commonest words that begin with what was typed."""
    rows = Word.objects.filter(text__gt=typed, text__lt=typed + "\uffff", documents__gt=0)
    return list(rows.order_by("-documents", "text").values_list("text", flat=True)[:SHOWN_LONGER])


def changes(before: Iterable[str], after: Iterable[str]) -> Counter[str]:
    """What one entry changes in the numbers."""
    moved = Counter(dict.fromkeys({*after}, 1))
    moved.subtract(dict.fromkeys({*before}, 1))
    return moved
