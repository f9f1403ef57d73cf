"""What finding costs beside looking a row up by its key, and what the index costs to keep."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import processes
from bench.leaves.many_posts import fill
from bench.report import Row, at_most, measurement
from demo.long_conversation import fill_conversation
from feed.actions import create_post
from feed.models import Post
from kit import limits
from kit.jobs.outbox import events, work
from search.engine import Query, find
from search.index.rebuilding import rebuild
from search.index.writing import differing, index
from search.models import SearchEntry, Word
from search.sources import sources
from search.text.stop_words import STOP_WORDS
from spaces.models import Space
from tests.announcements.newsroom import make_announcement, make_editor

ROUNDS, PAIRS, LOOKUPS, TRIES = 60, 120, 400, 5
DEEP = 20
TIMES_A_LOOKUP = 40  # p95 of a question, in look-ups by key
LONGEST = 1.0  # seconds of an answer, whatever is asked
WRITE = 1.3  # a write and what follows from it, with the index beside without
TABLES = ("search_searchentry", "search_word", "search_deletion")
SAMPLE = 300
PEOPLE = ("typical", "everywhere", "empty")
TEXT = "Der Volumenstromsensor 8O-1147 meldet seit Mittwoch zirkonweiss"
QUESTIONS = {
    "rare": "{rare}",
    "common": "{common}",
    "in one of fifty": "{often}",
    "two words": "{common} {rare}",
    "misspelt": "{misspelt}",
    "compound": "Sensor Volumenstrom",
    "part number": "8O-1147",
    "no hit": "quxbarfoo",
}
HOSTILE = {
    "stop words only": "der die das und in mit von",
    "wildcards and quotes": '* % _ ?? " OR NOT ( NEAR',
    "eight common words": "{eight}",
    "one letter": "a",
    "emoji, NUL, right to left": "\U0001f600 \x00 \u202e\u05d0\u05d1",
    "200 characters without a space": "{long}",
}


def rows(posts: int, messages: int, announcements: int) -> Iterator[Row]:
    """Entries by the million, questions to them, and writes beside them."""
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
    for _ in range(announcements):
        make_announcement(group, by=editor)
    yield from _building()
    for handle in PEOPLE:
        yield from _questions(User.objects.get(handle=handle))
    yield from _hostile(person)
    yield from _writing(person, space)


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


def _building() -> Iterator[Row]:
    began, done = time.perf_counter(), 0
    for source in sources().values():
        if source.name != "feed.post":
            done += [*rebuild(source)][-1].done
    yield measurement("built by the product", done / (time.perf_counter() - began), "a second")
    entries = SearchEntry.objects.count()
    yield measurement("entries", entries)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            for table in TABLES:
                cursor.execute(f"VACUUM ANALYZE {table}")
            for name, tables in (("entries and index", TABLES[:1]), ("vocabulary", TABLES[1:])):
                sizes = " + ".join(f"pg_total_relation_size('{table}')" for table in tables)
                cursor.execute(f"SELECT {sizes}")
                yield measurement(f"  {name}", cursor.fetchone()[0] / entries, "bytes an entry")


def _questions(person: User) -> Iterator[Row]:
    pk = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]
    one = sum(_costs(lambda: Post.objects.get(pk=pk), LOOKUPS)) / LOOKUPS
    words = _words()
    for name, text in QUESTIONS.items():
        query = Query(text.format(**words))
        find(person, query)
        with CaptureQueriesContext(connection) as asked:
            hits = len(find(person, query).hits)
        costs = [cost / one for cost in _costs(lambda query=query: find(person, query), ROUNDS)]
        cuts = statistics.quantiles(costs, n=100, method="inclusive")
        yield at_most(f"{person.handle}: {name}, p95", cuts[94], TIMES_A_LOOKUP, "look-ups")
        yield measurement("  median", cuts[49], "look-ups")
        yield measurement("  p99", cuts[98], "look-ups")
        yield measurement("  statements", len(asked))
        yield measurement("  hits of the first page", hits)


def _words() -> dict[str, str]:
    """Words by how often they stand in what there is."""
    known = Word.objects.order_by("-documents").values_list("text", "documents")
    telling = [row for row in known[:2_000] if row[0] not in STOP_WORDS]
    entries = SearchEntry.objects.count()
    rare = Word.objects.filter(documents__range=(5, 30), text__regex="^.{10,}$").order_by("-text")[
        0
    ]
    return {
        "common": telling[0][0],
        "often": min(telling, key=lambda row: abs(row[1] - entries / 50))[0],
        "rare": rare.text,
        "misspelt": f"{rare.text[:4]}x{rare.text[5:]}",
        "eight": " ".join(text for text, _documents in telling[:8]),
        "long": (rare.text * 200)[: limits.SEARCH_LENGTH],
    }


def _hostile(person: User) -> Iterator[Row]:
    words = _words()
    for name, text in HOSTILE.items():
        query = Query(text.format(**words))
        yield at_most(name, max(_times(lambda query=query: find(person, query))), LONGEST, "s")
    for order in ("best", "newest"):
        query = Query(words["common"], order=order)
        for _page in range(DEEP):
            cursor = find(person, query, limit=100).next_cursor
            query = replace(query, cursor=cursor)
        spent = max(_times(lambda query=query: find(person, query)))
        yield at_most(f"page {DEEP} of 100, {order} first", spent, LONGEST, "s")


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
        with _nobody_indexes():
            without = _seconds(do)
        ratios.append(_seconds(do) / without)
    return statistics.median(ratios)


def _statements(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        do()
    return len(asked)


@contextmanager
def _nobody_indexes() -> Iterator[None]:
    kept: dict[Any, dict[str, Any]] = {event: event.handlers for event in events().values()}
    for event, handlers in kept.items():
        event.handlers = {k: v for k, v in handlers.items() if not k.startswith("search.")}
    try:
        yield
    finally:
        for event, handlers in kept.items():
            event.handlers = handlers


def _costs(do: Callable[[], object], rounds: int) -> list[float]:
    """CPU of each of many rounds, of this process and of its connection's in the database: what
    else the machine does makes nothing dearer."""
    spent = []
    for _ in range(rounds):
        began = _worked()
        do()
        spent.append(_worked() - began)
    return spent


def _worked() -> float:
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    return own + processes.seconds(connection.connection.info.backend_pid)


def _times(do: Callable[[], object]) -> list[float]:
    """Seconds of each of some rounds."""
    return [_seconds(do) for _ in range(TRIES)]


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
