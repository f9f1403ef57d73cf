"""Rounds of a message to many sockets, in turn with the same over raw Redis Pub/Sub.

A round publishes one message and waits until every socket has it. Servers are real uvicorn
processes with the product's consumers; sockets are real ones on the loopback address.
"""

import asyncio
import gc
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from bench import site
from bench.report import Row, at_most, measurement
from bench.sockets import Audience, Page, open_silent, open_subscribers
from tests.services import wait_until

SIZES = {10: 10, 200: 10, 1_000: 3}  # sockets: rounds in a row
BLOCKS = 30
SOCKETS_PER_PERSON = 10
PEOPLE = max(SIZES) // SOCKETS_PER_PERSON
CONNECT_AT_ONCE = 50
STALL_SIZE, STALL_ROUNDS, STALL_BYTES = 50, 600, 16_000  # enough to fill every buffer between
MS, US = 1e3, 1e6
UVICORN = (
    "uvicorn {application} --host 127.0.0.1 --lifespan off --no-access-log"
    " --log-level warning --ws-per-message-deflate false --ws-max-size 1048576"
)


class Measurement:
    """One run over all sizes. Rounds of Redis and hub, of small and large audiences, take turns, so
    that whatever else the machine does falls on all of them alike.

    `keys` names the audience of each size in `topic`; sockets are shared out among the servers.
    """

    def __init__(
        self,
        redis_url: str,
        servers: list["Server"],
        sessions: list[str],
        topic: str,
        keys: dict[int, int],
    ) -> None:
        self.client = redis.Redis.from_url(redis_url)
        self.redis_path = redis_url.removeprefix("unix://").partition("?")[0]
        self.servers, self.sessions = servers, sessions
        self.topic, self.keys = topic, keys
        self.raw = {size: Audience(expected=size) for size in SIZES}
        self.hub = {size: Audience(expected=size) for size in SIZES}
        self.cpu = dict.fromkeys(SIZES, 0.0)

    async def rows(self) -> list[Row]:
        """10, 200, 1,000 sockets, then one that does not read."""
        before = self.memory()
        pages = await self.open_pages(self.hub, max(SIZES))
        memory = (self.memory() - before) / max(SIZES)
        subscribers = await open_subscribers(self.redis_path, self.keys, self.raw)
        await self.take_turns(2)
        self.forget()
        await self.take_turns(BLOCKS)
        await self.close([*pages, *subscribers])
        rows = [row for size in SIZES for row in self.compared(size)]
        growth = self.per_delivery(1_000) / self.per_delivery(200)
        rows.append(at_most("CPU per delivery, 1,000 / 200", growth, 1.3))
        rows.append(at_most("memory per socket", memory / 1024, 40, "KB"))
        return rows + await self.stalled()

    def compared(self, size: int) -> list[Row]:
        """The rows of one size."""
        raw, hub = self.raw[size].delays, self.hub[size].delays
        ratio = statistics.median(hub) / statistics.median(raw)
        name, budget = f"{size:,} sockets", {200: 3.0, 1_000: 2.0}.get(size)
        shown = f"{name}: hub / Redis, median"
        return [
            measurement(f"{name}: Redis, median", statistics.median(raw) * MS, "ms"),
            measurement(f"{name}: Redis, p99", p99(raw) * MS, "ms"),
            measurement(f"{name}: hub, median", statistics.median(hub) * MS, "ms"),
            measurement(f"{name}: hub, p99", p99(hub) * MS, "ms"),
            at_most(shown, ratio, budget) if budget else measurement(shown, ratio),
            measurement(f"{name}: CPU per delivery", self.per_delivery(size) * US, "µs"),
        ]

    def per_delivery(self, size: int) -> float:
        """Seconds of processor time for one message to one socket."""
        return self.cpu[size] / len(self.hub[size].delays)

    async def take_turns(self, blocks: int) -> None:
        """A few rounds of each kind, again and again."""
        for _ in range(blocks):
            for size, rounds in SIZES.items():
                raw, hub = self.raw[size], self.hub[size]
                await self.rounds(raw, rounds, lambda n=size: self.publish_raw(n))
                busy = self.cpu_so_far()
                await self.rounds(hub, rounds, lambda n=size: self.publish(n))
                self.cpu[size] += self.cpu_so_far() - busy

    def cpu_so_far(self) -> float:
        """Seconds of processor time of all servers."""
        return sum(server.cpu() for server in self.servers)

    def memory(self) -> float:
        """Bytes of all servers."""
        return sum(server.memory() for server in self.servers)

    def forget(self) -> None:
        """The first rounds only warm up."""
        for size in SIZES:
            self.raw[size].delays.clear()
            self.hub[size].delays.clear()
            self.cpu[size] = 0.0

    def publish_raw(self, size: int) -> None:
        """What a plain subscriber hears."""
        self.client.publish(f"bench-{self.keys[size]}", self.message(size))

    def publish(self, size: int, filler: int = 0) -> None:
        """What `send_hint` sends, without its short patience: the machine is busy here."""
        from django.conf import settings

        message = f"{self.topic}:{self.keys[size]}\n{self.message(size, filler)}"
        self.client.publish(f"{settings.LIVE_PREFIX}:live", message)

    def message(self, size: int, filler: int = 0) -> str:
        """A hint of the usual size, or one with a filler."""
        told = {"channel": f"{self.topic}:{self.keys[size]}", "seq": 1, "x": "x" * filler}
        return json.dumps(told, separators=(",", ":"))

    async def rounds(self, audience: Audience, count: int, publish: Callable[[], Any]) -> None:
        """Round after round, without the collector of this process in between."""
        gc.disable()
        for _ in range(count):
            await audience.round(publish)
        gc.enable()

    async def open_pages(self, audiences: dict[int, Audience], count: int) -> list[Page]:
        """Sockets, each in the audiences of its place."""
        gate = asyncio.Semaphore(CONNECT_AT_ONCE)
        people = self.sessions * SOCKETS_PER_PERSON

        async def open_one(place: int) -> Page:
            async with gate:
                own = {
                    self.keys[size]: audience
                    for size, audience in audiences.items()
                    if place < size
                }
                port = self.servers[place % len(self.servers)].port
                page = Page(own, port, people[place], self.topic)
                loop = asyncio.get_running_loop()
                await loop.create_connection(lambda: page, "127.0.0.1", port)
                await page.ready
                return page

        return await asyncio.gather(*(open_one(place) for place in range(count)))

    async def close(self, opened: list[Any]) -> None:
        """Close and let the server notice."""
        for each in opened:
            each.transport.close()
        await asyncio.sleep(1)

    async def stalled(self) -> list[Row]:
        """What the others feel of one socket that does not read."""
        calm = await self.large_rounds()
        silent = await asyncio.to_thread(
            open_silent,
            self.servers[0].port,
            self.sessions[-1],
            self.topic,
            self.keys[max(SIZES)],
        )
        disturbed = await self.large_rounds()
        silent.close()
        return [
            measurement("large frames, undisturbed: p99", p99(calm) * MS, "ms"),
            measurement("large frames, one stalled: p99", p99(disturbed) * MS, "ms"),
            at_most("others with one stalled reader, p99", p99(disturbed) / p99(calm), 2),
        ]

    async def large_rounds(self) -> list[float]:
        """Delays of a small audience that gets large frames."""
        audience, size = Audience(expected=STALL_SIZE), max(SIZES)
        pages = await self.open_pages({size: audience}, STALL_SIZE)
        await self.rounds(audience, STALL_ROUNDS, lambda: self.publish(size, STALL_BYTES))
        await self.close(pages)
        return audience.delays


def p99(delays: list[float]) -> float:
    """99 of 100 were faster."""
    return sorted(delays)[int(len(delays) * 0.99)]


class Server:
    """The uvicorn process and what it costs."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def cpu(self) -> float:
        """Seconds of processor time of the loop's thread so far.

        Questions about rights run in other threads and depend on time, not on deliveries.
        """
        process = self.process.pid
        stat = Path(f"/proc/{process}/task/{process}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Bytes in memory right now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def live_server(application: str) -> Iterator[Server]:
    """A process of sockets on uvicorn."""
    port = site.free_port()
    command = UVICORN.format(application=application).split()
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--port", str(port)],
        env={**os.environ, "PROCESS": "live"},
    )
    try:
        wait_until(lambda: _listens(port), "uvicorn", 60)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def allow_many_files() -> None:
    """A thousand sockets on each side."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if most == resource.RLIM_INFINITY else min(8192, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
