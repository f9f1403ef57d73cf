"""Writing entries: one batch at a time, as often as anybody asks, with the same result."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kit.database import server_time
from kit.database.prepared import prepared
from kit.search import Document
from search.index import vocabulary
from search.index.marks import marks_of
from search.index.terms import Terms, terms_of
from search.models import Scope, ScopeSpace, SearchEntry
from search.sources import sources
from search.text.compounds import halves, known_halves
from search.text.folding import clean
from spaces.models import Space

LONGEST_BODY = 100_000  # characters; what stands behind is not found
BATCH = 200
PLACE = (
    "scope_id", "conversation_id", "position", "author_id", "at", "expires_at", "weight", "url",
    "kind", "is_open",
)  # fmt: skip
WORDS = ("title", "keywords", "body")
Place = tuple[int, bool]  # a set of spaces, and whether everybody may read one of them


def index(name: str, ids: Iterable[int], *, anew: bool = False) -> int:
    """Bring the entries of these things up with what the app says of them now; returns how many
    can be found. What the app no longer lets be found goes. With `anew` words are cut again, also
    where they have not changed: other compounds may be known by now."""
    known, count = sorted({*ids}), 0
    for start in range(0, len(known), BATCH):
        count += _index_batch(name, known[start : start + BATCH], anew)
    return count


@transaction.atomic
def _index_batch(name: str, ids: Sequence[int], anew: bool) -> int:
    # locked first, so that whoever comes second reads the app's rows after whoever was first
    before = {row.object_id: row for row in _locked(name, ids)}
    documents = list(sources()[name].documents(ids))
    _remove([row for pk, row in before.items() if pk not in {one.id for one in documents}])
    scopes = _scopes(documents)
    entries = [_entry(name, document, scopes) for document in documents]
    changed = [one for one in entries if anew or not _is_same(one, before.get(one.object_id))]
    if changed:
        _write(name, changed, before)
    return len(documents)


def differing(name: str, ids: Sequence[int]) -> list[int]:
    """Those of these things whose entry is not what the app says, or one of the two is missing."""
    before = {row.object_id: row for row in _entries(name, ids)}
    documents = list(sources()[name].documents(ids))
    scopes = _scopes(documents)
    said = {one.id: _entry(name, one, scopes) for one in documents}
    gone = [pk for pk in before if pk not in said]
    return gone + [pk for pk, entry in said.items() if not _is_same(entry, before.get(pk))]


def _is_same(
    entry: SearchEntry, before: SearchEntry | None, fields: Iterable[str] = (*PLACE, *WORDS)
) -> bool:
    return before is not None and all(
        getattr(entry, field) == getattr(before, field) for field in fields
    )


def _write(name: str, entries: list[SearchEntry], before: dict[int, SearchEntry]) -> None:
    every = {entry.object_id: _terms(entry) for entry in entries}
    _count(entries, before, every)
    surfaces = {surface for terms in every.values() for surface in terms.surfaces}
    known = vocabulary.known_stems(halves(surfaces))
    known |= vocabulary.known_stems(halves(known_halves(surfaces, known)))
    for terms in every.values():
        terms.add_parts(known)
    _name_own([every[entry.object_id] for entry in entries if not entry.is_open])
    for entry, terms in zip(entries, every.values(), strict=True):
        entry.terms, entry.length = terms.stored, terms.length
    rows = [(entry, every[entry.object_id].tokens) for entry in entries]
    SearchEntry.full_text.write(rows, unique=("source", "object_id"))


def _count(
    entries: list[SearchEntry], before: dict[int, SearchEntry], every: dict[int, Terms]
) -> None:
    """Tell the vocabulary what these entries say, unless it counted the same before."""
    moved, of_open = Counter[str](), Counter[str]()
    for entry in entries:
        was, new = before.get(entry.object_id), every[entry.object_id].surfaces
        if _is_same(entry, was, (*WORDS, "is_open")):  # cut again or moved
            continue
        old = _terms(was).surfaces if was else ()
        moved.update(vocabulary.changes(old, new))
        was_open = was is not None and was.is_open
        of_open.update(vocabulary.changes(old if was_open else (), new if entry.is_open else ()))
    vocabulary.count(moved, of_open)


def _name_own(those: Sequence[Terms]) -> None:
    """Say which words of entries that not everybody reads stand nowhere where everybody does."""
    surfaces = {surface for terms in those for surface in terms.surfaces}
    known = vocabulary.known_words(surfaces) if surfaces else set()
    for terms in those:
        terms.own = terms.surfaces.keys() - known


def _terms(entry: SearchEntry) -> Terms:
    terms = terms_of(entry.title, entry.keywords, entry.body)
    terms.marks = marks_of(entry)
    return terms


@prepared
def _locked(name: str, ids: Sequence[int]) -> QuerySet[SearchEntry]:
    found = SearchEntry.objects.filter(source=name, object_id__in=ids).defer("terms")
    return found.select_for_update().order_by("pk")


def _entries(name: str, ids: Collection[int]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(source=name, object_id__in=ids)


def _entry(name: str, document: Document, scopes: dict[str, Place]) -> SearchEntry:
    scope, is_open = scopes.get(_key(document), (None, False))
    is_open = document.is_open if sources()[name].entries else is_open
    return SearchEntry(
        source=name,
        kind=sources()[name].kind,
        object_id=document.id,
        scope_id=scope,
        is_open=is_open and document.at <= server_time.now(),
        conversation_id=document.conversation,
        position=document.position,
        author_id=document.author,
        at=document.at,
        expires_at=document.expires_at,
        weight=document.weight,
        url=document.url,
        title=clean(document.title),
        keywords=clean(document.keywords),
        body=clean(document.body[:LONGEST_BODY]),
    )


def _key(document: Document) -> str:
    return " ".join(map(str, sorted({*document.spaces})))


def _scopes(documents: Iterable[Document]) -> dict[str, Place]:
    """The sets of spaces these are read through, by key; unknown ones are made."""
    wanted = {_key(document) for document in documents} - {""}
    known = _by_key(wanted)
    missing = wanted - known.keys()
    for key in sorted(missing):
        scope, _ = Scope.objects.get_or_create(key=key)
        ScopeSpace.objects.bulk_create(
            [ScopeSpace(scope=scope, space_id=int(space)) for space in key.split()],
            ignore_conflicts=True,
        )
    return known | _by_key(missing)


def _by_key(keys: Collection[str]) -> dict[str, Place]:
    return {key: (pk, is_open) for key, pk, is_open in _known_scopes(sorted(keys))}


@prepared
def _known_scopes(keys: Sequence[str]) -> QuerySet[Any, tuple[str, int, bool]]:
    scopes = Scope.objects.filter(key__in=keys).annotate(open=holds_open_space("pk"))
    return scopes.values_list("key", "pk", "open")


def holds_open_space(scope: str) -> Exists:
    """Whether everybody reads what is read through the set of spaces that the field names."""
    held = ScopeSpace.objects.filter(scope=OuterRef(scope), space__access=Space.Access.OPEN)
    return Exists(held)


@transaction.atomic
def forget(name: str, ids: Collection[int]) -> None:
    """Take the entries of these things out; nothing of them is found from now on."""
    _remove(list(_entries(name, ids)))


def _remove(entries: Collection[SearchEntry]) -> None:
    if not entries:
        return
    moved, of_open = Counter[str](), Counter[str]()
    for entry in entries:
        gone = vocabulary.changes(_terms(entry).surfaces, ())
        moved.update(gone)
        of_open.update(gone if entry.is_open else ())
    keys = [entry.pk for entry in entries]
    SearchEntry.full_text.forget(keys)
    SearchEntry.objects.filter(pk__in=keys).delete()
    vocabulary.count(moved, of_open)


def forget_lost(name: str, ids: Iterable[int]) -> None:
    """Of these things, take out the entries whose place is no longer theirs: the words follow."""
    ids = sorted({*ids})
    places = {document.id: _key(document) for document in sources()[name].documents(ids)}
    known = _entries(name, ids).values_list("object_id", "scope__key")
    forget(name, [pk for pk, key in known if places.get(pk) != (key or "")])
