"""What finding costs beside looking a row up by its key, and what the index costs to keep."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.leaves.many_posts import fill
from bench.leaves.questions import PEOPLE, cost, hostile, questions
from bench.report import Row, at_most, measurement
from demo.long_conversation import fill_conversation
from feed.actions import create_post
from kit.jobs.outbox import events, work
from search.index.rebuilding import rebuild
from search.index.writing import differing, index
from search.models import SearchEntry
from search.sources import sources
from spaces.models import Membership, Space
from tests.announcements.newsroom import make_announcement, make_editor

PAIRS = 120
WRITE = 1.3  # a write and what follows from it, with the index beside without
ENTRIES = ("search_searchentry",)
VOCABULARY = ("search_word", "search_deletion")
SAMPLE = 300
TEXT = "Der Volumenstromsensor 8O-1147 meldet seit Mittwoch zirkonweiss"


def rows(posts: int, messages: int, announcements: int) -> Iterator[Row]:
    """Entries by the million, questions to them, and writes beside them."""
    yield from filling(posts, messages, announcements)
    yield from building()
    yield from measuring()


def filling(posts: int, messages: int, announcements: int) -> Iterator[Row]:
    """So much to find, the posts with their entries."""
    yield measurement("posts written in bulk", fill(posts), "a second")
    yield at_most(f"  differing from the product's, of {SAMPLE}", _differing(), 0)
    person = User.objects.get(handle="typical")
    space = Space.objects.of_member(person)[0]
    for text in ("Der Volumenstrom", "Ein Sensor", TEXT):
        create_post(by=person, spaces=[space], body=text)
    while work():
        pass
    fill_conversation([person, User.objects.get(handle="everywhere")], messages)
    editor, group = make_editor("bench-editor"), Space.objects.of_member(person).order_by("-pk")[0]
    Membership.objects.create(space=group, user=editor)  # who announces there reads there
    with _unheard():  # thousands are told of each, which the index does not wait for
        for _ in range(announcements):
            make_announcement(group, by=editor)
        while work():
            pass


def _differing() -> int:
    """How many of a sample of what was written in bulk the product would have written otherwise:
    the entry, its terms, or what the database finds it by."""
    filled = SearchEntry.objects.filter(source="feed.post")
    ids = list(filled.order_by("?").values_list("object_id", flat=True)[:SAMPLE])
    before = _as_found(ids)
    different = {*differing("feed.post", ids)}
    index("feed.post", ids, anew=True)
    after = _as_found(ids)
    return len(different | {pk for pk in ids if before[pk] != after[pk]})


def _as_found(ids: list[int]) -> dict[int, Any]:
    is_sqlite = connection.vendor == "sqlite"
    tokens = "w.tokens" if is_sqlite else "array_to_string(tsvector_to_array(e.tokens), ' ')"
    beside = "JOIN search_searchentry_words w ON w.rowid = e.id" if is_sqlite else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.object_id, e.terms, {tokens} FROM search_searchentry e {beside}"
            f" WHERE e.source = 'feed.post' AND e.object_id IN ({', '.join(map(str, ids))})"
        )
        return {pk: (terms, {*told.split()}) for pk, terms, told in cursor.fetchall()}


def building() -> Iterator[Row]:
    """What the product needs to build the rest."""
    began, done = time.perf_counter(), 0
    for source in sources().values():
        if source.name != "feed.post":
            done += [*rebuild(source)][-1].done
    yield measurement("built by the product", done / (time.perf_counter() - began), "a second")
    SearchEntry.full_text.tidy()  # as every night
    entries = SearchEntry.objects.count()
    yield measurement("entries", entries)
    for name, tables in (("entries and index", ENTRIES), ("vocabulary", VOCABULARY)):
        yield measurement(f"  {name}", _bytes_of(tables) / entries, "bytes an entry")


def _bytes_of(tables: tuple[str, ...]) -> int:
    """What these tables, those that belong to them and their indexes take."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            which = " OR ".join(f"tbl_name = '{one}' OR tbl_name GLOB '{one}_*'" for one in tables)
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN"
                f" (SELECT name FROM sqlite_master WHERE {which})"
            )
        else:
            cursor.execute("SET statement_timeout = 0")
            for table in tables:
                cursor.execute(f"VACUUM ANALYZE {table}")
            sizes = " + ".join(f"pg_total_relation_size('{table}')" for table in tables)
            cursor.execute(f"SELECT {sizes}")
        return int(cursor.fetchone()[0])


def measuring() -> Iterator[Row]:
    """What questions and writes cost beside all that."""
    person = User.objects.get(handle="typical")
    for handle in PEOPLE:
        yield from questions(User.objects.get(handle=handle))
    yield from hostile(person)
    yield from _writing(person, Space.objects.of_member(person)[0])


def _writing(person: User, space: Space) -> Iterator[Row]:
    def write() -> None:
        create_post(by=person, spaces=[space], body=TEXT)

    def write_and_work() -> None:
        write()
        while work():
            pass

    for name, do in (("a post", write), ("a post and what follows", write_and_work)):
        yield at_most(f"{name}, beside one without index", _times_without(do), WRITE, "×")
        yield measurement("  statements", _statements(do))


def _times_without(do: Callable[[], object]) -> float:
    """How many times what it costs without index: one with beside one without, many times, so
    that what else the machine does falls on both."""
    do()
    ratios = []
    for _ in range(PAIRS):
        with _unheard("search."):
            without = cost(do)
        ratios.append(cost(do) / without)
    return statistics.median(ratios)


def _statements(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        do()
    return len(asked)


@contextmanager
def _unheard(by: str = "") -> Iterator[None]:
    """Events are not heard by handlers whose names begin so."""
    kept: dict[Any, dict[str, Any]] = {event: event.handlers for event in events().values()}
    for event, handlers in kept.items():
        event.handlers = {k: v for k, v in handlers.items() if not k.startswith(by)}
    try:
        yield
    finally:
        for event, handlers in kept.items():
            event.handlers = handlers
