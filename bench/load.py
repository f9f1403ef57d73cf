"""Load on the running server: throughput, writes to one post, connections under 200 clients."""

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
from bench.report import Row, at_least, at_most, told
from bench.site import web
from feed.actions import react_to_post
from feed.models import Post, Reaction
from tests.factories import make_post, make_space, make_user
from tests.signed_in import session_of

SECONDS, CLIENTS = 6.0, 8
RATIO = 1 / 40
MANY = 200
REACTION_QUERIES = 5


def throughput() -> list[Row]:
    """Feed pages a second against the signed-in trivial view, same server, same run, in turn."""
    cookies = [_signed_in(person) for person in crowd()]
    with web(workers=1, threads=2) as address:
        rounds = [
            [_rate(address, path, cookies) for path in ("/bench/trivial/", "/")] for _ in range(3)
        ]
    trivial, feed = (sorted(values)[1] for values in zip(*rounds, strict=True))
    return [
        told("trivial signed-in view", trivial, "requests/s"),
        told("feed page", feed, "requests/s"),
        at_least("feed page against the trivial view", feed / trivial, RATIO, "×"),
    ]


def _signed_in(person: User) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={session_of(person)}"


def _rate(address: str, path: str, cookies: list[str]) -> float:
    """Answers a second, with a few clients that ask without pause for many people in turn."""
    until = time.monotonic() + SECONDS

    def client(first: int) -> int:
        asked = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        count = 0
        while time.monotonic() < until:
            cookie = cookies[(first + count * CLIENTS) % len(cookies)]
            asked.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
            answer = asked.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            count += 1
        return count

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / SECONDS


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
        told("reactions to one post", len(people) / seconds, "writes/s"),
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
