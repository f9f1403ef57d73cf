"""From sending a message to its being seen on a thousand open pages, beside raw Redis Pub/Sub.

The message is sent over HTTP and counts as seen where its row arrived; raw Redis carries as many
bytes to as many plain subscribers, in turn with it. Two processes hold the sockets, two answer.
"""

import asyncio
import gc
import statistics
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from contextlib import ExitStack
from typing import Any

import redis

from accounts.models import User
from bench import site
from bench.report import Row, at_most, measurement
from bench.rounds import Server, allow_many_files, live_server, p99
from bench.sockets import TEXT, Audience, Page, open_subscribers
from chat.actions import open_space_conversation
from spaces.actions import create_space
from spaces.models import Membership
from tests.signed_in import make_people, session_of

SIZES = (1, 100, 500, 1_000)  # open conversations, each of another person
REPLICAS = 2
ROUNDS, WARM = 14, 2
PAUSE = 0.8  # seconds between messages
CONNECT_AT_ONCE = 50
BUDGETS = {100: 3.0, 1_000: 2.5}  # median, against Redis
MS = 1e3


class OpenPages(Page):
    """The open conversations of one person: a message is seen when its row arrives."""

    def heard(self, kind: int, frame: bytes) -> None:
        """A frame with a row counts, a hint alone is noted as a question that has to be asked."""
        if kind != TEXT or not frame.startswith(b'{"channel":"chat:'):
            super().heard(kind, frame)
            return
        audience = self.audiences[int(frame[17 : frame.index(b'"', 17)])]
        audience.size = len(frame)  # type: ignore[attr-defined]
        if b'"rows":' in frame:
            audience.arrive()
        else:
            audience.asked = getattr(audience, "asked", 0) + 1  # type: ignore[attr-defined]


def rows(redis_url: str) -> list[Row]:
    """All figures beside their budgets."""
    allow_many_files()
    author, *people = make_people(max(SIZES) + 1, "seer")
    audiences = {size: conversation_of(author, people[:size]) for size in SIZES}
    sessions = [session_of(person) for person in people]
    gc.collect()
    with ExitStack() as stack:
        address = stack.enter_context(site.web(workers=2, threads=4))
        servers = [
            stack.enter_context(live_server("intranet.asgi:application")) for _ in range(REPLICAS)
        ]
        course = Course(redis_url, servers, sessions, audiences)
        return asyncio.run(course.run(address, session_of(author)))


def conversation_of(author: User, people: list[User]) -> int:
    """The conversation of a space with these members."""
    space = create_space(by=author, name=f"Crew of {len(people):,}", access="closed")
    Membership.objects.bulk_create([Membership(space=space, user=one) for one in people])
    return open_space_conversation(by=author, space=space).pk


class Course:
    """Messages of all sizes in turn, each after the same over raw Redis."""

    def __init__(
        self, redis_url: str, servers: list[Server], sessions: list[str], keys: dict[int, int]
    ) -> None:
        self.client = redis.Redis.from_url(redis_url)
        self.redis_path = redis_url.removeprefix("unix://").partition("?")[0]
        self.servers, self.sessions, self.keys = servers, sessions, keys
        self.raw = {size: Audience(expected=size) for size in SIZES}
        self.seen = {size: Audience(expected=size) for size in SIZES}
        self.answers: dict[int, list[float]] = {size: [] for size in SIZES}

    async def run(self, address: str, session: str) -> list[Row]:
        """Open everything, send, and count."""
        pages = await self.open_pages()
        subscribers = await open_subscribers(self.redis_path, self.keys, self.raw)
        host = address.removeprefix("http://")
        self.sender = await create_subprocess_exec(
            sys.executable, "-m", "bench.sender", host, session, stdin=PIPE, stdout=PIPE
        )
        for number in range(ROUNDS):
            if number == WARM:
                self.forget()
            for size in SIZES:
                await self.raw[size].round(lambda n=size: self.publish_raw(n))
                await self.message(size)
                await asyncio.sleep(PAUSE)
        self.sender.stdin.close()  # type: ignore[union-attr]
        await self.sender.wait()
        for each in [*pages, *subscribers]:
            each.transport.close()
        return [row for size in SIZES for row in self.compared(size)] + self.others()

    async def message(self, size: int) -> None:
        """Send one, and wait until everybody has seen it and the sender has the answer."""
        line = f"{self.keys[size]}\n".encode()
        await self.seen[size].round(lambda: self.sender.stdin.write(line))  # type: ignore[union-attr]
        self.answers[size].append(float(await self.sender.stdout.readline()))  # type: ignore[union-attr]

    def publish_raw(self, size: int) -> None:
        """As many bytes as a frame with a message has."""
        head = f'{{"channel":"raw:{self.keys[size]}","x":"'
        filler = "x" * (getattr(self.seen[size], "size", 2_000) - len(head) - 2)
        self.client.publish(f"bench-{self.keys[size]}", f'{head}{filler}"}}')

    def forget(self) -> None:
        """The first rounds only warm up."""
        for size in SIZES:
            for measured in (self.raw[size].delays, self.seen[size].delays, self.answers[size]):
                measured.clear()

    def compared(self, size: int) -> list[Row]:
        """The rows of one size."""
        raw, seen = self.raw[size].delays, self.seen[size].delays
        name, ratio = f"{size:,} open", statistics.median(seen) / statistics.median(raw)
        budget = BUDGETS.get(size)
        shown = f"{name}: sent to seen / Redis, median"
        return [
            measurement(f"{name}: Redis, median", statistics.median(raw) * MS, "ms"),
            measurement(f"{name}: sent to seen, median", statistics.median(seen) * MS, "ms"),
            measurement(f"{name}: bytes of a frame", getattr(self.seen[size], "size", 0)),
            at_most(shown, ratio, budget) if budget else measurement(shown, ratio),
            at_most(f"{name}: p99 / median", p99(seen) / statistics.median(seen), 3),
        ]

    def others(self) -> list[Row]:
        """What the sender feels, and who had to ask."""
        quiet, loud = (statistics.median(self.answers[size]) for size in (1, max(SIZES)))
        asked = sum(getattr(audience, "asked", 0) for audience in self.seen.values())
        return [
            measurement("the sender's answer, 1 open", quiet * MS, "ms"),
            at_most(f"the sender's answer, {max(SIZES):,} open / 1 open", loud / quiet, 1.5),
            measurement(
                "frames that made a conversation ask (the first of each process apart)", asked
            ),
        ]

    async def open_pages(self) -> list[Page]:
        """Sockets, each in the audiences of its place, shared out among the servers."""
        gate, loop = asyncio.Semaphore(CONNECT_AT_ONCE), asyncio.get_running_loop()

        async def open_one(place: int) -> Any:
            async with gate:
                own = {
                    self.keys[size]: audience
                    for size, audience in self.seen.items()
                    if place < size
                }
                port = self.servers[place % len(self.servers)].port
                page = OpenPages(own, port, self.sessions[place], "chat")
                await loop.create_connection(lambda: page, "127.0.0.1", port)
                await page.ready
                return page

        return await asyncio.gather(*(open_one(place) for place in range(max(SIZES))))
