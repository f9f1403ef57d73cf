"""Keeps the index up with what happens: one handler for each event, whatever it concerns."""

from collections import defaultdict
from typing import Any

from kit.jobs.outbox import Event, at_once, on
from kit.search import Ids, Source
from search.index.opening import follow_space
from search.index.writing import forget_lost, index
from search.sources import sources
from spaces.events import SpaceChanged

Concerned = list[tuple[Source, Ids]]


def _listen(event: type[Event], concerned: Concerned) -> None:
    def index_again(happened: Any) -> None:
        problems = [problem for one in concerned if (problem := _index_one(*one, happened))]
        if problems:
            raise ExceptionGroup("not indexed", problems)

    index_again.__qualname__ = "index_again"
    on(event)(index_again)


def _index_one(source: Source, ids: Ids, happened: Any) -> Exception | None:
    """One kind of things that cannot be read holds up no other."""
    try:
        index(source.name, ids(happened))
    except Exception as problem:
        return problem
    return None


def _withdraw(source: Source, event: type[Event], ids: Ids) -> None:
    at_once(event)(lambda happened: forget_lost(source.name, ids(happened)))


@on(SpaceChanged)
def follow_access(happened: SpaceChanged) -> None:
    """What everybody reads through an open space counts for everybody; of a closed one it does
    not."""
    follow_space(happened.space_id)


_concerned: dict[type[Event], Concerned] = defaultdict(list)
for _source in sources().values():
    for _event, _ids in {**_source.changes, **_source.removals}.items():
        _concerned[_event].append((_source, _ids))
    for _event, _ids in _source.removals.items():
        _withdraw(_source, _event, _ids)
for _event, _those in _concerned.items():
    _listen(_event, _those)
