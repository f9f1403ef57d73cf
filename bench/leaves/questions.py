"""What questions to the search cost beside looking a row up by its key.

The cost is CPU, of this process and of its connection's in the database, and the look-ups are made
between the questions: what else the machine does makes neither dearer than the other.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import processes
from bench.report import Row, at_most, measurement
from feed.models import Post
from kit import limits
from search.engine import Query, find
from search.models import SearchEntry, Word
from search.text.stop_words import STOP_WORDS

ROUNDS, LOOKUPS, TRIES = 200, 5, 5  # of each question, before each, of each hostile one
DEEP = 20
TIMES_A_LOOKUP = 40  # p95 of a question, in look-ups by key
STATEMENTS = 20  # of a question, however much there is
LONGEST = 1.0  # seconds of an answer, whatever is asked
PEOPLE = ("typical", "everywhere", "empty")
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


def questions(person: User) -> Iterator[Row]:
    """Each question of this person, in look-ups."""
    words = _words()
    pk = Post.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for name, text in QUESTIONS.items():
        query = Query(text.format(**words))
        find(person, query)  # what is put together once per process
        with CaptureQueriesContext(connection) as asked:
            hits = len(find(person, query).hits)
        costs = _in_lookups(lambda query=query: find(person, query), pk)
        cuts = statistics.quantiles(costs, n=100, method="inclusive")
        yield at_most(f"{person.handle}: {name}, p95", cuts[94], TIMES_A_LOOKUP, "look-ups")
        yield measurement("  median", cuts[49], "look-ups")
        yield measurement("  p99", cuts[98], "look-ups")
        yield at_most("  statements", len(asked), STATEMENTS)
        yield measurement("  hits of the first page", hits)


def _in_lookups(do: Callable[[], object], pk: int) -> list[float]:
    """What it costs, many times, in look-ups by key made in between."""
    lookups, costs = [], []
    for _ in range(ROUNDS):
        lookups += [cost(lambda: Post.objects.get(pk=pk)) for _ in range(LOOKUPS)]
        costs.append(cost(do))
    one = statistics.mean(lookups)
    return [spent / one for spent in costs]


def hostile(person: User) -> Iterator[Row]:
    """What asks for too much, and what is far behind."""
    words = _words()
    for name, text in HOSTILE.items():
        query = Query(text.format(**words))
        yield at_most(name, _longest(lambda query=query: find(person, query)), LONGEST, "s")
    for order in ("best", "newest"):
        query = Query(words["common"], order=order)
        for _page in range(DEEP):
            cursor = find(person, query, limit=100).next_cursor
            query = replace(query, cursor=cursor)
        spent = _longest(lambda query=query: find(person, query))
        yield at_most(f"page {DEEP} of 100, {order} first", spent, LONGEST, "s")


def _words() -> dict[str, str]:
    """Words by how often they stand in what there is."""
    known = Word.objects.order_by("-documents").values_list("text", "documents")
    telling = [row for row in known[:2_000] if row[0] not in STOP_WORDS]
    entries = SearchEntry.objects.count()
    seldom = Word.objects.filter(documents__range=(5, 30), text__regex="^.{10,}$")
    rare = seldom.order_by("-text").values_list("text", flat=True)[0]
    return {
        "common": telling[0][0],
        "often": min(telling, key=lambda row: abs(row[1] - entries / 50))[0],
        "rare": rare,
        "misspelt": f"{rare[:4]}x{rare[5:]}",
        "eight": " ".join(text for text, _documents in telling[:8]),
        "long": (rare * 200)[: limits.SEARCH_LENGTH],
    }


def cost(do: Callable[[], object]) -> float:
    """CPU seconds of doing it, here and in the database."""
    began = _worked()
    do()
    return _worked() - began


def _worked() -> float:
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    return own + processes.seconds(connection.connection.info.backend_pid)


def _longest(do: Callable[[], object]) -> float:
    return max(cost(do) for _ in range(TRIES))
