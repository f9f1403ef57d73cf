"""How a hint gets from the process that made it to the processes that hold sockets."""

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

from django.conf import settings

if TYPE_CHECKING:
    from kit.live.hub import Hub

RESYNC = "!resync"  # a channel no page can join: all of them ask what they missed


class Transport(Protocol):
    """Carries hints; both ways lose them rather than wait."""

    def send(self, channel: str, frame: str) -> None:
        """Hand a hint to every process that holds sockets. Never raises, never waits long."""

    async def listen(self, hub: "Hub") -> None:
        """Feed `hub` until cancelled."""


@cache
def current() -> Transport:
    """The transport of this process: Redis where one is given, else the process itself."""
    if not settings.REDIS_URL:
        return InProcess()
    from kit.live.redis_transport import RedisTransport  # brings the client of Redis along

    return RedisTransport(settings.REDIS_URL)


def send(channel: str, frame: str) -> None:
    """Hand a hint to every process that holds sockets."""
    current().send(channel, frame)


class InProcess:
    """Embedded profile: all sockets are in this process, on the server's loop."""

    def __init__(self) -> None:
        self.hubs: WeakSet[Hub] = WeakSet()

    def send(self, channel: str, frame: str) -> None:
        """Called on any thread: the hint is handed to the loop that owns the sockets."""
        for hub in tuple(self.hubs):
            if not hub.loop.is_closed():
                hub.loop.call_soon_threadsafe(hub.deliver, channel, frame)

    async def listen(self, hub: "Hub") -> None:
        """Stay registered until cancelled."""
        self.hubs.add(hub)
        hub.subscribed()
        try:
            await asyncio.Event().wait()
        finally:
            self.hubs.discard(hub)
