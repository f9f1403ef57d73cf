"""A conversation with many listeners on two live processes, undisturbed and disturbed.

First the hints alone beside raw Redis Pub/Sub, as for the hub. Then whole messages: written by the
action, heard of by sockets, fetched over HTTP by every open page; and the same once more with three
hints in ten lost, subscriptions killed again and again, and a reader that never reads.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import redis
from asgiref.sync import sync_to_async

from accounts.models import User
from bench import site
from bench.followers import Follower
from bench.report import Row, at_most, measurement
from bench.rounds import Server, live_server, p99
from bench.sockets import open_silent
from chat.actions import send_message, start_group
from kit.live.polling import ROUND_SECONDS
from tests.signed_in import make_people, session_of

REPLICAS = 2
FOLLOWERS = 200
MESSAGES, MESSAGE_SECONDS = 12, 8.0
KILL_SECONDS = 20.0
PATIENCE = 180  # seconds until a message counts as never seen
HTTP_LINES = 16


def rough(redis_url: str) -> list[Row]:
    """Whole messages to 200 open conversations, undisturbed and disturbed."""
    people = make_people(FOLLOWERS, "follower")
    sessions = [session_of(person) for person in people]
    with site.web(workers=2, threads=4) as address:
        undisturbed = Course(address, people, sessions)
        disturbed = Course(address, people, sessions, redis_url)
        with replicas("intranet.asgi:application") as servers:
            asyncio.run(undisturbed.run(servers))
        with replicas("bench.lossy_app:application") as servers:
            asyncio.run(disturbed.run(servers))
    # the round itself, and a question that is on its way when the hint comes is asked once more
    latest = ROUND_SECONDS + 2 * max(undisturbed.delays)
    return [
        *undisturbed.rows("undisturbed"),
        *disturbed.rows("disturbed"),
        at_most("disturbed: latest, against the safety poll", max(disturbed.delays), latest, "s"),
    ]


class Course:
    """Messages into one conversation that has 200 followers; with `redis_url`, under trouble."""

    def __init__(
        self, address: str, people: list[User], sessions: list[str], redis_url: str = ""
    ) -> None:
        self.address, self.sessions, self.redis_url = address, sessions, redis_url
        self.author = people[0]
        self.conversation = start_group(by=self.author, name="Open conversations", people=people)
        self.sent_at: dict[int, float] = {}
        self.delays: list[float] = []
        self.missing = self.gaps = self.doubles = 0

    def rows(self, name: str) -> list[Row]:
        """What was measured."""
        return [
            measurement(f"{name}: sent to seen, median", statistics.median(self.delays), "s"),
            measurement(f"{name}: sent to seen, p99", p99(self.delays), "s"),
            at_most(f"{name}: messages never seen", self.missing, 0),
            at_most(f"{name}: gaps", self.gaps, 0),
            at_most(f"{name}: doubles", self.doubles, 0),
        ]

    async def run(self, servers: list[Server]) -> None:
        """Open everything, write, wait, and count."""
        lines = httpx.Limits(max_connections=HTTP_LINES)
        async with httpx.AsyncClient(base_url=self.address, limits=lines, timeout=60) as pages:
            followers = [await self.open(servers, n, pages) for n in range(FOLLOWERS)]
            tasks = [asyncio.create_task(follower.follow()) for follower in followers]
            if self.redis_url:
                port, session = servers[0].port, self.sessions[-1]
                silent = await asyncio.to_thread(
                    open_silent, port, session, "chat", self.conversation.pk
                )
                tasks.append(asyncio.create_task(self.kill_subscriptions()))
            await self.write_messages(followers)
            for task in tasks:
                task.cancel()
            for follower in followers:
                follower.transport.close()
            if self.redis_url:
                silent.close()
        self.count(followers)

    async def open(self, servers: list[Server], place: int, pages: httpx.AsyncClient) -> Follower:
        """One more follower, on either server."""
        port = servers[place % len(servers)].port
        follower = Follower(port, self.sessions[place], self.conversation.pk, pages)
        await asyncio.get_running_loop().create_connection(lambda: follower, "127.0.0.1", port)
        await follower.ready
        return follower

    async def write_messages(self, followers: list[Follower]) -> None:
        """One after the other; at the end everybody gets time to come to the last one."""
        await self.wait_for(followers, 1)  # the note that the group was begun
        for number in range(MESSAGES):
            made = await sync_to_async(send_message)(
                by=self.author, conversation=self.conversation, body=f"Message {number}"
            )
            self.sent_at[made.seq] = time.perf_counter()
            await asyncio.sleep(MESSAGE_SECONDS)
        await self.wait_for(followers, max(self.sent_at))

    async def wait_for(self, followers: list[Follower], seq: int) -> None:
        """Until every follower has the message `seq`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while any(follower.last < seq for follower in followers):
                    await asyncio.sleep(0.1)

    async def kill_subscriptions(self) -> None:
        """Cut what the live processes hear, again and again."""
        client = redis.Redis.from_url(self.redis_url)
        while True:
            await asyncio.sleep(KILL_SECONDS)
            client.client_kill_filter(_type="pubsub")

    def count(self, followers: list[Follower]) -> None:
        """Compare what was sent with what every follower saw."""
        for follower in followers:
            seen = {seq: at for seq, at in follower.seen_at.items() if seq in self.sent_at}
            self.delays += [max(0.0, at - self.sent_at[seq]) for seq, at in seen.items()]
            self.missing += len(self.sent_at) - len(seen)
            self.gaps += follower.gaps
            self.doubles += follower.doubles


@contextmanager
def replicas(application: str) -> Iterator[list[Server]]:
    """Two processes of sockets, as behind a proxy that shares them out."""
    with ExitStack() as stack:
        yield [stack.enter_context(live_server(application)) for _ in range(REPLICAS)]
