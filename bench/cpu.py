"""CPU of one request, over all processes of the server and the database, in units.

A unit is a 63rd of the CPU time that this interpreter needs for a fixed loop, measured beside the
requests: figures of two machines can be compared, and a busy one does not spoil them.
"""

import http.client
import itertools
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache

from accounts.models import User
from bench import leaves
from bench.load import crowd
from bench.processes import below, parents, seconds
from bench.report import Row, at_most, measurement
from bench.site import web
from kit.http import throttling
from kit.limits import KIB
from spaces.models import Space
from tests.busy import make_busy
from tests.factories import make_comment, make_group, make_message, make_post, make_space
from tests.services import Services
from tests.signed_in import session_of

T = TypeVar("T")
LOOPS, UNITS = 1_000_000, 63
ROUNDS = 40  # requests a figure is the mean of
TRIES = 3  # the best counts, as with the unit beside each: others only make one dearer
CSRF = "a" * 32
CORNER = 32  # units: twice the feed


def unit() -> float:
    """Seconds of CPU of one unit: the best of three, because others only make it slower."""
    return min(_loop() for _ in range(3)) / UNITS


def _loop() -> float:
    began, total = time.process_time(), 0
    for i in range(LOOPS):
        total += i * i % 7
    return time.process_time() - began


@dataclass(frozen=True)
class Work:
    """Something that people do, and what it may cost."""

    name: str
    budget: float  # units
    path: str | Callable[[], str]
    method: str = "GET"
    form: Callable[[], dict[str, str]] = dict
    people: tuple[User, ...] = ()  # the crowd, if nobody is named


@dataclass(frozen=True)
class Busy:
    """Where works happen: everybody in one space, and two with much before them."""

    people: list[User]
    space: Space
    busy: User
    chief: User


def costs(services: Services) -> list[Row]:
    """Every work beside its budget, one worker with two threads, one client."""
    people = crowd()[: ROUNDS * TRIES]
    with web(workers=1, threads=2) as address:
        return [row for work in works(people) for row in _measured(address, services, work, people)]


def _measured(address: str, services: Services, work: Work, people: list[User]) -> Iterator[Row]:
    spent = spent_on(address, services, work, people)
    yield at_most(work.name, spent.units, work.budget, "units")
    yield measurement("  of these in the database", spent.database, "units")
    if work.method == "GET":
        yield measurement("  sent, brotli", spent.size / KIB, "KiB")


@dataclass(frozen=True)
class Spent:
    """What one request takes: units, those of PostgreSQL among them, bytes of the answer."""

    units: float
    database: float
    size: int


def spent_on(
    address: str,
    services: Services,
    work: Work,
    people: list[User],
    rounds: int = ROUNDS,
    tries: int = TRIES,
) -> Spent:
    """The best mean of so many requests, by `people` in turn if the work names nobody."""
    crew = work.people or people
    # one person asks for several works, more than anybody may in a minute
    cache.delete_many([throttling.key_of(person, throttling.EVERYTHING) for person in crew])
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    who = itertools.cycle([_session(connection, person) for person in crew])
    for _ in range(rounds):  # plans, templates and shared cards are there afterwards
        _ask(connection, work, next(who))
    found = [_try(connection, services, work, who, rounds) for _ in range(tries)]
    return min(found, key=lambda spent: spent.units)


def _try(
    connection: http.client.HTTPConnection,
    services: Services,
    work: Work,
    who: Iterator[str],
    rounds: int,
) -> Spent:
    before, size = _cpu(services), 0
    for _ in range(rounds):
        size = _ask(connection, work, next(who))
    spent = [(after - then) / rounds for after, then in zip(_cpu(services), before, strict=True)]
    one = unit()
    return Spent(sum(spent) / one, spent[1] / one, size)


def _session(connection: http.client.HTTPConnection, person: User) -> str:
    """A session that has been used: what it notes of itself once in ten minutes is no work of
    those that are measured."""
    session = session_of(person)
    _ask(connection, Work("first use", 0, "/saved/"), session)
    return session


def _ask(connection: http.client.HTTPConnection, work: Work, session: str) -> int:
    path = work.path if isinstance(work.path, str) else work.path()
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    headers = {"Cookie": cookies, "Host": "localhost", "Accept-Encoding": "br"}
    body = None
    if work.method != "GET":
        headers |= {"X-CSRFToken": CSRF, "HX-Request": "true"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(work.form())
    connection.request(work.method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    # a page that leads elsewhere (to the sign-in, for one) would be measured as a cheap one
    most = 200 if work.method == "GET" else 399
    assert answer.status <= most, (work.name, answer.status, content[:300])
    return len(content)


def _cpu(services: Services) -> tuple[float, float]:
    """Seconds of CPU so far: of our processes and Redis, of PostgreSQL."""
    tree = parents()
    ours = below(tree, os.getpid()) - {os.getpid()}
    database = below(tree, services.postgresql.process.pid)  # type: ignore[union-attr]
    return sum(map(seconds, ours - database)), sum(map(seconds, database))


def works(people: list[User]) -> list[Work]:
    """What is measured: the pages of one day, and what people write in it."""
    reader, writers = people[0], tuple(people[:40])
    space = make_space(*people, name="Bench")
    post = make_post(reader, space, "A post with **comments**")
    for person in writers[:20]:
        make_comment(post, person, "Seen")
    group = make_group(*writers, name="Bench")
    for number in range(75):
        make_message(group, writers[number % 40], f"Message {number}")
    # 23, so that nobody meets one again: every like is a first one
    fresh = itertools.cycle([make_post(reader, space, f"Post {number}") for number in range(23)])
    busy, chief = make_busy(_somebody("busy")), _somebody("chief", is_staff=True, is_superuser=True)
    empty = _somebody("empty")

    def text() -> dict[str, str]:
        return {"body": "Seen, *thanks*", "client_id": str(uuid4())}

    return [
        Work("floor: /saved/, nothing there", 5, "/saved/", people=(empty,)),
        Work("feed", 16, "/"),
        Work("post with 20 comments", 20, post.get_absolute_url()),
        Work("space", 20, space.get_absolute_url()),
        Work("conversation of 75 messages", 20, f"/chat/{group.pk}/", people=writers),
        Work("list of conversations", 20, "/chat/", people=writers),
        Work("notifications", 20, "/notifications/"),
        Work("people", 20, "/people/"),
        *corners(busy, chief),
        Work("like", 9, lambda: f"/p/{next(fresh).pk}/reaction/", "PUT"),
        Work("comment", 14, f"/p/{post.pk}/comments/", "POST", text),
        Work("post", 18, "/compose/", "POST", lambda: text() | {"space": space.slug}),
        Work("message", 12, f"/chat/{group.pk}/messages/", "POST", text, people=writers),
        *leaves.works(Busy(people, space, busy, chief)),
    ]


def by_all(things: list[T], people: list[User]) -> Iterator[T]:
    """Each of these once for everybody, so that nobody does twice what is done once."""
    return itertools.chain.from_iterable(itertools.repeat(one, len(people)) for one in things)


def corners(busy: User, chief: User) -> list[Work]:
    """What few people open, and those with much before them."""
    pages = [
        ("back from leave: notifications", "/notifications/", busy),
        ("back from leave: 150 conversations", "/chat/", busy),
        ("back from leave: what the digest says", "/settings/digest/preview/", busy),
        ("administration: posts", "/admin/feed/post/", chief),
        ("administration: spaces", "/admin/spaces/space/", chief),
    ]
    return [
        Work("back from leave: feed", 20, "/", people=(busy,)),
        *(Work(name, CORNER, path, people=(who,)) for name, path, who in pages),
    ]


def _somebody(name: str, **fields: bool) -> User:
    role = User.Role.ADMINISTRATOR if fields else User.Role.MEMBER
    names = {"staff_number": f"bench-{name}", "handle": f"bench-{name}", "first_name": name}
    return User.objects.create(role=role, **names, **fields)
