"""Keeps the index up with what happens."""

from typing import Any

from kit.jobs.outbox import Event, on
from kit.search import Ids, Source
from search.index.writing import index
from search.sources import sources


def _listen(source: Source, event: type[Event], ids: Ids) -> None:
    def index_again(happened: Any) -> None:
        index(source.kind, ids(happened))

    index_again.__qualname__ = f"index_{source.kind}"  # handlers are told apart by their names
    on(event)(index_again)


for _source in sources().values():
    for _event, _ids in {**_source.changes, **_source.removals}.items():
        _listen(_source, _event, _ids)
