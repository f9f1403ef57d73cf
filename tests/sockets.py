"""Open pages for tests: the product's consumers without a server around them."""

import asyncio
import json
import threading
from contextlib import asynccontextmanager, suppress

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import connections

from kit.live import consumer, hub, permissions, transports

SECONDS = 10
OWN = (b"origin", b"http://127.0.0.1:8000"), (b"host", b"127.0.0.1:8000")


@asynccontextmanager
async def carried_by(carrier, monkeypatch, settings):
    """Hints go by `carrier`, from and to a site at the address that `page` names."""
    settings.BASE_URL = "http://127.0.0.1:8000"
    settings.CSRF_TRUSTED_ORIGINS = ["http://127.0.0.1:8000"]
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    monkeypatch.setattr(transports, "current", lambda: carrier)
    await subscribed()
    yield
    await sync_to_async(connections.close_all)()
    await sync_to_async(close_connections_of_the_pool)()


async def subscribed():
    """The first pages of a process are told that hints were lost: not those of the tests."""
    made = hub.of_this_loop()
    with suppress(TimeoutError):  # where the carrier is broken on purpose
        async with asyncio.timeout(5):
            while made.hearing_since is None:
                await asyncio.sleep(0.01)


def close_connections_of_the_pool():
    """Each thread closes its own: Channels' test tools keep it from doing so after a question."""
    threads = permissions.THREADS._max_workers
    together = threading.Barrier(threads)

    def close():
        together.wait(SECONDS)
        connections.close_all()

    for done in [permissions.THREADS.submit(close) for _ in range(threads)]:
        done.result(SECONDS)


class Page:
    """An open page of one person."""

    def __init__(self, communicator):
        self.socket = communicator

    async def send(self, frame):
        text = frame if isinstance(frame, str) else json.dumps(frame)
        await self.socket.send_input({"type": "websocket.receive", "text": text})

    async def hears(self, seconds=SECONDS):
        """The next frame."""
        return json.loads(await self.socket.receive_from(seconds))

    async def joins(self, topic, pk):
        await self.send({"join": topic, "pk": pk})
        return await self.hears()

    async def ends(self, seconds=SECONDS):
        """The code the socket closes with, after whatever else comes."""
        while (output := await self.socket.receive_output(seconds))["type"] != "websocket.close":
            pass
        return output["code"]

    async def hears_nothing(self):
        """Nothing is on its way: an answer to a ping comes first."""
        await self.send({"ping": 1})
        return await self.hears() == {"pong": 1}


@asynccontextmanager
async def page(session="", path="/ws/", headers=OWN):
    """A page whose socket has opened."""
    cookie = (b"cookie", f"sessionid={session}".encode())
    communicator = WebsocketCommunicator(consumer.application(), path, [*headers, cookie])
    opened, code = await communicator.connect(SECONDS)
    assert opened, code
    try:
        yield Page(communicator)
    finally:
        await communicator.disconnect(timeout=SECONDS)


async def so_far(tab):
    """Everything that is on its way to a page."""
    frames = []
    await tab.send({"ping": 1})
    while (frame := await tab.hears()) != {"pong": 1}:
        frames.append(frame)
    return frames
