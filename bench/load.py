"""Load on the running server: what 1 and 4 clients feel, writes to one post, 200 clients."""

import http.client
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.report import Row, at_least, at_most, measurement
from bench.site import web
from feed.actions import react_to_post
from feed.models import Post, Reaction
from tests.factories import make_post, make_space, make_user
from tests.signed_in import session_of

SECONDS = 6.0
FEED_RATE = 100  # pages a second of two processes, four clients
MS = 1e3
MANY = 200
REACTION_QUERIES = 5


def felt() -> list[Row]:
    """How long 1 and 4 clients wait for the feed, two processes, and how many pages that are;
    beside the server itself, which says hello."""
    cookies = [_signed_in(person) for person in crowd()]
    with web(workers=2) as address, web("bench.hello:application", workers=2) as hello:
        _waits(address, "/", cookies, 4)
        alone, together = (_waits(address, "/", cookies, clients) for clients in (1, 4))
        greeted = _waits(hello, "/", cookies, 4)
    return [
        *(measurement(f"feed, 1 client: {name}", value, "ms") for name, value in _parts(alone)),
        *(measurement(f"feed, 4 clients: {name}", value, "ms") for name, value in _parts(together)),
        at_least("feed, 4 clients", len(together) / SECONDS, FEED_RATE, "pages/s"),
        measurement("granian alone, 4 clients", len(greeted) / SECONDS, "answers/s"),
    ]


def _parts(waits: list[float]) -> list[tuple[str, float]]:
    ordered = sorted(waits)
    shares = {"median": 0.5, "p95": 0.95, "p99": 0.99}
    return [(name, ordered[int(len(ordered) * share)] * MS) for name, share in shares.items()]


def _signed_in(person: User) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={session_of(person)}"


def _waits(address: str, path: str, cookies: list[str], clients: int) -> list[float]:
    """Seconds until each answer, with clients that ask without pause for many people in turn."""
    until = time.monotonic() + SECONDS

    def client(first: int) -> list[float]:
        asked = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        waits: list[float] = []
        while time.monotonic() < until:
            cookie = cookies[(first + len(waits) * clients) % len(cookies)]
            begun = time.perf_counter()
            asked.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
            answer = asked.getresponse()
            answer.read()
            waits.append(time.perf_counter() - begun)
            assert answer.status == 200, answer.status
        return waits

    with ThreadPoolExecutor(clients) as pool:
        return [wait for waits in pool.map(client, range(clients)) for wait in waits]


def writes_to_one_post() -> list[Row]:
    """Reactions a second of many people to one post, through the action, four at a time."""
    people = [make_user(f"bench-fan{n}") for n in range(400)]
    post = make_post(people[0], make_space(*people[:1]))
    seconds = _together(lambda person: react_to_post(by=person, post=post), people)
    post.refresh_from_db()
    stored = Reaction.objects.filter(post=post).count()
    last = make_user("bench-last")
    with CaptureQueriesContext(connection) as queries:
        react_to_post(by=last, post=post)
    statements = [one for one in queries if one["sql"] not in {"BEGIN", "COMMIT"}]
    return [
        measurement("reactions to one post", len(people) / seconds, "writes/s"),
        at_most("reactions lost", len(people) - stored, 0),
        at_most("counter off by", abs(post.like_count - stored), 0),
        at_most("statements of one reaction", len(statements), REACTION_QUERIES),
    ]


def _together(call: Callable[[User], object], people: list[User], threads: int = 4) -> float:
    def share(number: int) -> None:
        try:
            for person in people[number::threads]:
                call(person)
        finally:
            connections.close_all()

    start = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(share, range(threads)))
    return time.monotonic() - start


def connections_of_200_clients() -> list[Row]:
    """The most connections PostgreSQL holds while 200 clients read the feed at once."""
    workers, threads = 2, 4
    others = _connections()
    most, done = 0, threading.Event()
    with web(workers=workers, threads=threads) as address:
        cookies = [_signed_in(person) for person in crowd()]
        with ThreadPoolExecutor(MANY) as pool:
            answers = [
                pool.submit(_ask, address, cookies[n % len(cookies)]) for n in range(MANY * 3)
            ]
            while not all(answer.done() for answer in answers):
                most = max(most, _connections() - others)
                done.wait(0.05)
        failed = sum(answer.result() != 200 for answer in answers)
    return [
        at_most(
            f"connections, {MANY} clients, {workers} × {threads} threads",
            most,
            workers * threads + 2,
        ),
        at_most("answers that were no 200", failed, 0),
    ]


def _ask(address: str, cookie: str) -> int:
    asked = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    asked.request("GET", "/", headers={"Cookie": cookie, "Host": "localhost"})
    answer = asked.getresponse()
    answer.read()
    return answer.status


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def crowd() -> list[User]:
    """People with spaces, out of the data set: many, because each has a limit per minute."""
    found = User.objects.active().filter(memberships__isnull=False).distinct().order_by("pk")[:400]
    people = list(found)
    assert people
    assert Post.objects.visible_to(people[0]).exists()
    return people
