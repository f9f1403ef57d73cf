"""Building the index anew from what the apps have, beside people who work."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kit.database import server_time
from kit.search import Source
from search.index.writing import BATCH, index
from search.models import IndexedSource, Rebuild, SearchEntry
from search.sources import sources

Rebuilding = Callable[[Source], Iterator["Step"]]


@dataclass(frozen=True)
class Step:
    """How far a source is after a batch."""

    name: str
    done: int  # things, found or not


def rebuild(source: Source, *, after: int = 0, done: int = 0) -> Iterator[Step]:
    """Write all entries of `source` whose ids are above `after`, batch by batch, and take out
    those whose things are gone. How far it is is kept until it is through."""
    while True:
        batch = source.everything().filter(pk__gt=after).order_by("pk")
        ids = list(batch.values_list("pk", flat=True)[:BATCH])
        last = ids[-1] if len(ids) == BATCH else None
        index(source.name, ids, anew=True)
        _index_others(source.name, ids, after, last)
        done += len(ids)
        if last is None:
            break
        after = last
        reached = {"last": after, "done": done, "moved_at": server_time.now()}
        Rebuild.objects.update_or_create(source=source.name, defaults=reached)
        yield Step(source.name, done)
    Rebuild.objects.filter(source=source.name).delete()
    record(source.name, built_at=server_time.now())
    yield Step(source.name, done)


def record(name: str, **what: Any) -> None:
    """Keep what was done with a source, and how many entries it has now, for administrators."""
    what["entries"] = SearchEntry.objects.filter(source=name).count()
    IndexedSource.objects.update_or_create(source=name, defaults=what)


def request_rebuild(names: Iterable[str]) -> None:
    """Have the clock build these sources from their start, also those that are being built."""
    begin = {"last": 0, "done": 0, "moved_at": None}
    for name in names:
        Rebuild.objects.update_or_create(source=name, defaults=begin)


def resume(source: Source) -> Iterator[Step]:
    """Go on where `rebuild` was stopped; from the start where it was not."""
    begun = Rebuild.objects.filter(source=source.name).first()
    return rebuild(source, after=begun.last, done=begun.done) if begun else rebuild(source)


def rebuild_everything(start: Rebuilding = rebuild) -> Iterator[Step]:
    """All sources one after the other, twice: compounds are cut by the words of the company,
    which are all known only after the first time. `start` may be `resume`."""
    for begin in (start, rebuild):
        for source in sources().values():
            yield from begin(source)


def _index_others(name: str, ids: list[int], after: int, last: int | None) -> None:
    """Entries in this range of ids whose things were not among them: asked again, most go."""
    others = SearchEntry.objects.filter(source=name, object_id__gt=after).exclude(object_id__in=ids)
    if last is not None:
        others = others.filter(object_id__lte=last)
    index(name, others.values_list("object_id", flat=True))
