"""Keeps the index up with what happens."""

from typing import Any

from kit.jobs.outbox import Event, at_once, on
from kit.search import Ids, Source
from search.index.writing import forget_lost, index
from search.sources import sources


def _listen(source: Source, event: type[Event], ids: Ids) -> None:
    def index_again(happened: Any) -> None:
        index(source.name, ids(happened))

    index_again.__qualname__ = f"index_{source.name}"  # handlers are told apart by their names
    on(event)(index_again)


def _withdraw(source: Source, event: type[Event], ids: Ids) -> None:
    at_once(event)(lambda happened: forget_lost(source.name, ids(happened)))


for _source in sources().values():
    for _event, _ids in {**_source.changes, **_source.removals}.items():
        _listen(_source, _event, _ids)
    for _event, _ids in _source.removals.items():
        _withdraw(_source, _event, _ids)
