"""The clients of the hub's benchmark: plain Redis subscribers and WebSocket pages, both minimal."""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROUND_SECONDS = 20
TEXT, PING, PONG = 1, 9, 10


@dataclass
class Audience:
    """All sockets of one measurement and what they felt."""

    expected: int = 0
    sent_at: float = 0.0
    delays: list[float] = field(default_factory=list)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: int = 0

    def arrive(self) -> None:
        """One socket has the message of this round."""
        self.delays.append(time.perf_counter() - self.sent_at)
        self.arrived += 1
        if self.arrived == self.expected:
            self.complete.set()

    async def round(self, publish: Callable[[], Any]) -> None:
        """Publish once and wait for everybody."""
        self.arrived = 0
        self.complete.clear()
        self.sent_at = time.perf_counter()
        publish()
        try:
            async with asyncio.timeout(ROUND_SECONDS):
                await self.complete.wait()
        except TimeoutError as error:
            lost = f"{self.expected - self.arrived} of {self.expected} got no message"
            raise RuntimeError(lost) from error


class Subscriber(asyncio.Protocol):
    """A raw Redis subscriber: the lower bound."""

    def __init__(self, audiences: dict[int, Audience]) -> None:
        self.audiences, self.buffer = audiences, b""
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Subscribe."""
        self.transport = transport
        channels = " ".join(f"bench-{key}" for key in self.audiences)
        transport.write(f"SUBSCRIBE {channels}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        """Confirmations first, then one array a message."""
        self.buffer += data
        if not self.ready.done():
            if self.buffer.endswith(f":{len(self.audiences)}\r\n".encode()):
                self.buffer = b""
                self.ready.set_result(None)
        elif self.buffer.endswith(b"}\r\n"):
            arrived(self.audiences, self.buffer[self.buffer.rindex(b"{") :])
            self.buffer = b""


async def open_subscribers(
    redis_path: str, keys: dict[int, int], audiences: dict[int, Audience]
) -> list[Subscriber]:
    """Plain subscribers, as many as the largest audience expects."""
    loop, opened = asyncio.get_running_loop(), []
    for place in range(max(audiences)):
        subscriber = Subscriber({keys[size]: audiences[size] for size in audiences if place < size})
        await loop.create_unix_connection(lambda each=subscriber: each, redis_path)
        await subscriber.ready
        opened.append(subscriber)
    return opened


class Page(asyncio.Protocol):
    """A WebSocket client that does as little as possible."""

    def __init__(
        self, audiences: dict[int, Audience], port: int, session: str, topic: str = "bench"
    ) -> None:
        self.audiences, self.port, self.session, self.topic = audiences, port, session, topic
        self.to_join = len(audiences)
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.is_open = False

    def connection_made(self, transport: Any) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        host = f"127.0.0.1:{self.port}"
        transport.write(
            f"GET /ws/ HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            f"Cookie: sessionid={self.session}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Take the answer to the upgrade, then frames."""
        self.buffer += data
        if not self.is_open:
            head, found, self.buffer = self.buffer.partition(b"\r\n\r\n")
            if not found:
                self.buffer = head
                return
            self.is_open = True
            for key in self.audiences:
                self.write(f'{{"join":"{self.topic}","pk":{key}}}'.encode())
        while len(self.buffer) > 1 and (frame := self.next_frame()):
            self.heard(*frame)

    def next_frame(self) -> tuple[int, bytes] | None:
        """Kind and content of one whole frame out of the buffer, or nothing."""
        kind, size, start = self.buffer[0] & 15, self.buffer[1] & 127, 2
        if size == 126:
            size, start = int.from_bytes(self.buffer[2:4], "big"), 4
        if len(self.buffer) < start + size:
            return None
        frame, self.buffer = self.buffer[start : start + size], self.buffer[start + size :]
        return kind, frame

    def heard(self, kind: int, frame: bytes) -> None:
        """A message, the server's question whether we are alive, or a confirmation."""
        if kind == PING:
            self.write(frame, PONG)
        elif frame.startswith(b'{"channel":"'):
            arrived(self.audiences, frame)
        elif frame.startswith(b'{"joined"'):
            self.to_join -= 1
            if not self.to_join:
                self.ready.set_result(None)

    def write(self, content: bytes, kind: int = TEXT) -> None:
        """A frame with the mask 0, which is a mask, too."""
        self.transport.write(bytes([0x80 | kind, 0x80 | len(content), 0, 0, 0, 0]) + content)

    def connection_lost(self, error: Exception | None) -> None:
        """A socket that ends early spoils the measurement: say so."""
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the server closed a socket"))


def arrived(audiences: dict[int, Audience], frame: bytes) -> None:
    """Count a message for the audience it names; reading all of it would cost more than sending."""
    audiences[int(frame[frame.index(b":", 12) + 1 : frame.index(b'"', 12)])].arrive()


def open_silent(port: int, session: str, topic: str, pk: int) -> socket.socket:
    """A socket with small buffers that joins the audience and never reads again."""
    silent = socket.socket()
    silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    silent.connect(("127.0.0.1", port))
    page = Page.__new__(Page)
    page.port, page.session = port, session
    page.connection_made(_Writer(silent))
    while b"\r\n\r\n" not in silent.recv(4096):
        pass
    page.write(f'{{"join":"{topic}","pk":{pk}}}'.encode())
    while b"joined" not in silent.recv(4096):
        pass
    return silent


class _Writer:
    """A blocking socket that looks like a transport."""

    def __init__(self, raw: socket.socket) -> None:
        self.write = raw.sendall
