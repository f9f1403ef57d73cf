"""What finding costs beside looking a row up by its key, and what the index costs to keep."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.report import Row, at_most, measurement
from feed.actions import create_post
from feed.models import Post
from kit.jobs.outbox import events, work
from search.engine import Query, find
from search.index.rebuilding import rebuild
from search.models import SearchEntry
from search.sources import sources
from spaces.models import Space

ROUNDS, PAIRS = 40, 120
TIMES_A_LOOKUP = 40  # p95 of a question, in look-ups by key
WRITE = 1.3  # a write and what follows from it, with the index beside without
TABLES = "search_searchentry"
TEXT = "Der Volumenstromsensor 8O-1147 meldet seit Mittwoch zirkonweiss"
QUESTIONS = {
    "rare": "zirkonweiss",
    "common": "{common}",
    "two words": "{common} zirkonweiss",
    "misspelt": "zirkonweis",
    "compound": "Sensor Volumenstrom",
    "part number": "8O-1147",
    "no hit": "quxbarfoo",
}


def rows() -> Iterator[Row]:
    """The index built over everything there is, questions to it, and writes beside it."""
    person = User.objects.active().filter(memberships__isnull=False).order_by("pk")[0]
    space = Space.objects.of_member(person)[0]
    for text in ("Der Volumenstrom", "Ein Sensor", TEXT):
        create_post(by=person, spaces=[space], body=text)
    yield from _building()
    yield from _questions(person)
    yield from _writing(person, space)


def _building() -> Iterator[Row]:
    SearchEntry.objects.all().delete()
    began, done = time.perf_counter(), 0
    for source in sources().values():
        done += [*rebuild(source)][-1].done
    spent = time.perf_counter() - began
    yield measurement("entries", SearchEntry.objects.count())
    yield measurement("built", done / spent, "a second")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE search_searchentry")
            cursor.execute(f"SELECT pg_total_relation_size('{TABLES}')")
            (size,) = cursor.fetchone()
        yield measurement("index", size / max(1, SearchEntry.objects.count()), "bytes an entry")


def _questions(person: User) -> Iterator[Row]:
    pk = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]
    one = statistics.median(_times(lambda: Post.objects.get(pk=pk)))
    common = _most_common()
    for name, text in QUESTIONS.items():
        query = Query(text.format(common=common))
        with CaptureQueriesContext(connection) as asked:
            hits = len(find(person, query).hits)
        times = sorted(_times(lambda query=query: find(person, query)))
        p95 = times[int(len(times) * 0.95) - 1] / one
        yield at_most(f"{name}, p95", p95, TIMES_A_LOOKUP, "look-ups")
        yield measurement("  median", statistics.median(times) / one, "look-ups")
        yield measurement("  statements", len(asked))
        yield measurement("  hits of the first page", hits)


def _most_common() -> str:
    """A word of many posts: the longest of the newest one's that others have, too."""
    words = Post.objects.exclude(body="").order_by("pk").values_list("body", flat=True)[:1]
    return max(words[0].split(), key=len)


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


def _times(do: Callable[[], object]) -> list[float]:
    """Seconds of each of many rounds."""
    return [_seconds(do) for _ in range(ROUNDS)]


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
