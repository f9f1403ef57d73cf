"""Building the index anew from what the apps have, beside people who work."""

from collections.abc import Iterator
from dataclasses import dataclass

from kit.search import Source
from search.index.writing import BATCH, index
from search.models import SearchEntry


@dataclass(frozen=True)
class Step:
    """How far a kind is after a batch."""

    name: str
    last: int  # id
    done: int  # things, found or not


def rebuild(source: Source, after: int = 0) -> Iterator[Step]:
    """Write all entries of `source` whose ids are above `after`, batch by batch, and take out
    those whose things are gone."""
    done = 0
    while True:
        batch = source.everything().filter(pk__gt=after).order_by("pk")
        ids = list(batch.values_list("pk", flat=True)[:BATCH])
        last = ids[-1] if len(ids) == BATCH else None
        index(source.name, ids)
        _forget_others(source.name, ids, after, last)
        done += len(ids)
        if last is None:
            yield Step(source.name, ids[-1] if ids else after, done)
            return
        after = last
        yield Step(source.name, after, done)


def _forget_others(name: str, ids: list[int], after: int, last: int | None) -> None:
    others = SearchEntry.objects.filter(source=name, object_id__gt=after).exclude(object_id__in=ids)
    if last is not None:
        others = others.filter(object_id__lte=last)
    if gone := list(others.values_list("object_id", flat=True)):
        index(name, gone)  # asks again: it may have come meanwhile
