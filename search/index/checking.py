"""Whether the index says what the apps say: asked at night, put right, and told."""

import logging
from collections import Counter

from kit.database import server_time
from kit.search import Source
from search.index.rebuilding import record
from search.index.writing import BATCH, differing, index
from search.models import SearchEntry
from search.sources import sources

log = logging.getLogger("search.index")


def check() -> dict[str, int]:
    """Put every entry right that differs from what its app says of the thing, is missing, or
    should not be there; returns how many of each source, and logs it."""
    found: Counter[str] = Counter()
    for source in sources().values():
        count = _check(source)
        record(source.name, checked_at=server_time.now(), differed=count)
        if count:
            found[source.name] = count
            log.warning("index differed", extra={"source": source.name, "entries": count})
    return dict(found)


def _check(source: Source) -> int:
    after, count = 0, 0
    while ids := _next(source, after):
        wrong = differing(source.name, ids)
        index(source.name, wrong)
        count, after = count + len(wrong), ids[-1]
    return count


def _next(source: Source, after: int) -> list[int]:
    """The next ids that the app or the index knows."""
    there = source.everything().filter(pk__gt=after).order_by("pk")
    here = SearchEntry.objects.filter(source=source.name, object_id__gt=after)
    known = {*there.values_list("pk", flat=True)[:BATCH]}
    known |= {*here.order_by("object_id").values_list("object_id", flat=True)[:BATCH]}
    return sorted(known)[:BATCH]
