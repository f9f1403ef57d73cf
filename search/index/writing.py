"""Writing entries: one batch at a time, as often as anybody asks, with the same result."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from kit.search import Document
from search.index.terms import Terms, terms_of
from search.models import Scope, ScopeSpace, SearchEntry
from search.sources import sources
from search.text.folding import clean

LONGEST_BODY = 100_000  # characters; what stands behind is not found
BATCH = 200
CHANGED = (
    "scope", "conversation", "position", "author", "at", "expires_at", "weight", "length", "url",
    "title", "terms", "body", "kind",
)  # fmt: skip


def index(name: str, ids: Iterable[int]) -> int:
    """Bring the entries of these things up with what the app says of them now; returns how many
    can be found. What the app no longer lets be found goes."""
    known, count = sorted({*ids}), 0
    for start in range(0, len(known), BATCH):
        count += _index_batch(name, known[start : start + BATCH])
    return count


@transaction.atomic
def _index_batch(name: str, ids: Sequence[int]) -> int:
    # locked first, so that whoever comes second reads the app's rows after whoever was first
    list(_entries(name, ids).select_for_update().values_list("pk").order_by("pk"))
    documents = list(sources()[name].documents(ids))
    forget(name, {*ids} - {document.id for document in documents})
    scopes = _scopes(documents)
    written = [_entry(name, document, scopes) for document in documents]
    SearchEntry.objects.bulk_create(
        [entry for entry, _ in written],
        update_conflicts=True,
        unique_fields=["source", "object_id"],
        update_fields=CHANGED,
    )
    keys = dict(_entries(name, ids).values_list("object_id", "pk"))
    SearchEntry.full_text.write((keys[entry.object_id], terms.tokens) for entry, terms in written)
    return len(written)


def _entries(name: str, ids: Collection[int]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(source=name, object_id__in=ids)


def _entry(name: str, document: Document, scopes: dict[str, int]) -> tuple[SearchEntry, Terms]:
    title, body = clean(document.title), clean(document.body[:LONGEST_BODY])
    terms = terms_of(f"{title} {clean(document.keywords)}", body)
    entry = SearchEntry(
        source=name,
        kind=sources()[name].kind,
        object_id=document.id,
        scope_id=scopes.get(_key(document)),
        conversation_id=document.conversation,
        position=document.position,
        author_id=document.author,
        at=document.at,
        expires_at=document.expires_at,
        weight=document.weight,
        length=terms.length,
        url=document.url,
        title=title,
        terms=terms.stored,
        body=body,
    )
    return entry, terms


def _key(document: Document) -> str:
    return " ".join(map(str, sorted({*document.spaces})))


def _scopes(documents: Iterable[Document]) -> dict[str, int]:
    """The sets of spaces these are read through, by key; unknown ones are made."""
    wanted = {_key(document) for document in documents} - {""}
    known = dict(Scope.objects.filter(key__in=wanted).values_list("key", "pk"))
    for key in sorted(wanted - known.keys()):
        scope, _ = Scope.objects.get_or_create(key=key)
        ScopeSpace.objects.bulk_create(
            [ScopeSpace(scope=scope, space_id=int(space)) for space in key.split()],
            ignore_conflicts=True,
        )
        known[key] = scope.pk
    return known


@transaction.atomic
def forget(name: str, ids: Collection[int]) -> None:
    """Take the entries of these things out; nothing of them is found from now on."""
    gone = list(_entries(name, ids).values_list("pk", flat=True))
    SearchEntry.full_text.forget(gone)
    SearchEntry.objects.filter(pk__in=gone).delete()


def forget_lost(name: str, ids: Iterable[int]) -> None:
    """Of these things, take out the entries whose place is no longer theirs: the words follow."""
    ids = sorted({*ids})
    places = {document.id: _key(document) for document in sources()[name].documents(ids)}
    known = _entries(name, ids).values_list("object_id", "scope__key")
    forget(name, [pk for pk, key in known if places.get(pk) != (key or "")])
