"""The embedded profile: one process with the server, its sockets, and the worker thread."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from io import BytesIO
from typing import Any
from weakref import WeakSet

from channels.routing import ProtocolTypeRouter
from daphne.http_protocol import WebRequest
from daphne.server import Server, twisted_loop
from django.core.wsgi import get_wsgi_application
from twisted.internet import reactor

from kit import limits
from kit.http.wsgi_to_asgi import TOO_LARGE, Bridge
from kit.jobs.scheduler import WorkerThread
from kit.live import consumer, hub

log = logging.getLogger("kit.embedded")
logging.getLogger("daphne.server").setLevel(logging.WARNING)

FLUSH_SECONDS = 5  # the last responses may still be on their way out
STOP_SECONDS = 20  # running requests and background work may finish
HIGH_WATER = 256 * 1024  # bytes a client has not read yet; above, whoever sends waits
SWALLOW_SECONDS = 5  # what a refused upload still sends, so that the client reads the response
SOCKET_FRAME_BYTES = 1024 * 1024  # beyond it the server closes; up to it we say 4413 ourselves


class Request(WebRequest):
    """A request whose body is refused while it arrives, not after it filled the disk."""

    received = 0
    refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 (Twisted names it)
        """The length the client announces."""
        super().gotLength(None if length is None else min(length, limits.UPLOAD_BYTES))
        if length and length > limits.UPLOAD_BYTES:
            self.refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 (Twisted names it)
        """The next piece of the body."""
        self.received += len(data)
        if self.received > limits.UPLOAD_BYTES:
            self.refuse()
        if not self.refused:
            super().handleContentChunk(data)

    def refuse(self) -> None:
        """Answer 413 at once, then swallow what still comes for a moment."""
        if self.refused:
            return
        self.refused = True
        head = (
            "HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(TOO_LARGE)}\r\nConnection: close\r\n\r\n"
        )
        transport = self.channel.transport
        transport.write(head.encode() + TOO_LARGE)
        reactor.callLater(SWALLOW_SECONDS, transport.abortConnection)  # type: ignore

    def process(self) -> Any:
        """The body is complete."""
        if self.refused:
            self.channel.transport.loseConnection()
            return None
        return super().process()


class OneProcess(Server):
    """daphne with body limits, body as a file, and senders that wait for slow readers."""

    def prepare(self) -> None:
        """Called when the server is set up and has not begun to listen."""
        build = self.http_factory.buildProtocol
        self.channels: WeakSet[Any] = WeakSet()

        def build_ours(address: Any) -> Any:
            protocol = build(address)
            protocol.requestFactory = Request
            self.channels.add(protocol)
            return protocol

        self.http_factory.buildProtocol = build_ours
        self.ws_factory.setProtocolOptions(failByDrop=False)  # a close code before the end

    def unsent(self) -> int:
        """Bytes of responses that the operating system has not taken yet."""
        return sum(unread(channel) for channel in self.channels)

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Hand the body on as the file it is; daphne would read all of it into memory."""
        if scope["type"] == "http":
            scope["body"], protocol.content = protocol.content, BytesIO()
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Send, then wait while the client has too much unread."""
        if message["type"] == "websocket.close" and 1000 < message["code"] < 3000:
            if self._is_connected(protocol):  # sendClose knows 1000 and 3000 up only
                protocol.sendCloseFrame(code=message["code"])
        else:
            await super().handle_reply(protocol, message)
        while self._is_connected(protocol) and unread(protocol) > HIGH_WATER:
            await asyncio.sleep(0.02)

    def _is_connected(self, protocol: Any) -> bool:
        return not self.connections.get(protocol, {"disconnected": True}).get("disconnected")


def unread(protocol: Any) -> int:
    """Bytes written to a connection that the operating system has not taken yet.

    Twisted tells a producer of one response to pause, but nobody how much waits; a test holds its
    fields against a connection that does not write.
    """
    transport = getattr(protocol, "transport", None)
    channel = getattr(protocol, "channel", None)
    transport = getattr(transport or channel, "transport", transport)  # requests wrap the real one
    waiting = len(getattr(transport, "dataBuffer", b"")) + getattr(transport, "_tempDataLen", 0)
    return waiting - getattr(transport, "offset", 0)


class Embedded:
    """Everything that runs in the one process, its start and its end."""

    def __init__(self, host: str, port: int) -> None:
        self.bridge = Bridge(get_wsgi_application())
        self.worker = WorkerThread()
        self.stopping: asyncio.Task[None] | None = None
        self.is_forced = False
        self.server = OneProcess(
            ProtocolTypeRouter({"websocket": consumer.application(), "http": self.bridge}),
            endpoints=[f"tcp:port={port}:interface={host.replace(':', chr(92) + ':')}"],
            signal_handlers=False,
            ready_callable=self._ready,
            server_name="",
            verbosity=0,
            websocket_max_message_size=SOCKET_FRAME_BYTES,
            websocket_max_frame_size=SOCKET_FRAME_BYTES,
        )

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM; a second signal ends at once."""
        for number in (signal.SIGINT, signal.SIGTERM):
            twisted_loop.add_signal_handler(number, self._signalled)
        self.server.run()
        if self.is_forced or self.bridge.running or self.worker.is_alive():
            log.warning("ended with work unfinished", extra={"requests": self.bridge.running})
            os._exit(1)  # the interpreter would wait for the threads
        self.bridge.pool.shutdown()

    def _ready(self) -> None:
        self.server.prepare()
        twisted_loop.call_soon(self.worker.start)  # after the server listens

    def _signalled(self) -> None:
        if self.stopping:
            self.is_forced = True
            self.server.stop()
        else:
            self.stopping = twisted_loop.create_task(self._stop())

    async def _stop(self) -> None:
        """Begin nothing, send the sockets away, let what runs finish, then end.

        Listening goes on until then: whoever comes meanwhile is told to come back, not cut off.
        """
        self.bridge.is_closed = True
        hub.of_this_loop().close(1012)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + STOP_SECONDS
        await wait_for(lambda: not self.bridge.running, deadline)
        await wait_for(lambda: not self.server.unsent(), min(deadline, loop.time() + FLUSH_SECONDS))
        for listener in self.server.listeners:
            listener.addCallback(lambda port: port.stopListening())
        left = max(0.0, deadline - loop.time())
        await loop.run_in_executor(None, self.worker.stop, left)
        self.server.stop()


async def wait_for(condition: Callable[[], bool], deadline: float) -> None:
    """Wait until `condition` holds or the loop's clock has passed `deadline`."""
    loop = asyncio.get_running_loop()
    while not condition() and loop.time() < deadline:
        await asyncio.sleep(0.02)


def is_taken(host: str, port: int) -> bool:
    """Whether something else listens on that address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
