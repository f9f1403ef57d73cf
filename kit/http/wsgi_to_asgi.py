"""Pages through WSGI inside an ASGI server: each request runs whole in one of a few threads.

Django's own ASGI handler changes threads several times per request and opens a database
connection for each; a fixed pool of threads serves seven times as many pages.

a2wsgi (0.9 MB) would take the place of `environ_of` and little else: it reads the body while a
thread waits for it, refuses no large one, keeps headers with an underscore, and knows neither how
many requests run when the process ends nor how to break off half a response.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from kit import limits
from kit.live import protocol

log = logging.getLogger("kit.http.wsgi_to_asgi")

THREADS = 8
CHUNK_BYTES = 64 * 1024  # what is sent at once; smaller pieces are collected first
Message = dict[str, Any]
TOO_LARGE = b"The request is too large."
FAILED = b"Something went wrong."
CLOSING = b"Gleich wieder da. / Back in a moment."


class Bridge:
    """An ASGI application that answers with a WSGI application."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int = THREADS) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.working = 0  # requests a thread works on or waits for
        self.answering = 0  # requests whose answer is not handed over completely
        self.is_closed = False  # the process ends: what runs is finished, nothing new begun

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Answer one request."""
        if self.is_closed:
            return await send_later(send)
        self.answering += 1
        try:
            await self._answer(scope, receive, send)
        finally:
            self.answering -= 1

    @property
    def running(self) -> int:
        """Requests that are not through: a thread goes on when a connection is given up, and an
        answer is still on its way when its thread is done."""
        return max(self.working, self.answering)

    async def _answer(self, scope: Message, receive: Any, send: Any) -> None:
        try:
            body = scope.get("body") or await read_body(receive)
        except ClientLeft:
            return
        if body is None:
            await send_whole(send, 413, TOO_LARGE)
            return
        response = StreamedResponse(send, asyncio.get_running_loop())
        leaving = asyncio.create_task(notice_leaving(receive, response.client_left))
        self.working += 1
        work = self.pool.submit(self._run, environ_of(scope, body), response)
        work.add_done_callback(lambda _: response.loop.call_soon_threadsafe(self._done, body))
        try:
            await self._finish(work, response, send)
        finally:
            leaving.cancel()

    async def _finish(self, work: "Future[None]", response: "StreamedResponse", send: Any) -> None:
        try:
            # The thread finishes its request even when the server gives up on this connection.
            await asyncio.shield(asyncio.wrap_future(work))
        except ClientLeft:
            return
        except Exception:
            log.exception("answer failed")
            if response.started:  # half a response cannot be taken back, and must not look complete
                protocol.abort_connection(send)
            else:
                await send_whole(send, 500, FAILED)
            return
        for message in response.rest():
            await send(message)

    def _run(self, environ: dict[str, Any], response: "StreamedResponse") -> None:
        result = self.application(environ, response.start)
        is_stream = getattr(result, "streaming", False) and not isinstance(result, FileWrapper)
        try:
            for piece in result:
                response.add(piece, at_once=is_stream)
        finally:
            if close := getattr(result, "close", None):
                close()

    def _done(self, body: IO[bytes]) -> None:
        self.working -= 1
        body.close()


class ClientLeft(Exception):
    """Nobody sends the rest of the request, or waits for the rest of the response."""


class StreamedResponse:
    """Collects the response of one request in its thread and sends it when it grows."""

    def __init__(self, send: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.send, self.loop = send, loop
        self.client_left = threading.Event()
        self.started = False
        self.head: Message = {}
        self.pieces: list[bytes] = []
        self.size = 0

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        """WSGI's `start_response`."""
        self.head = {
            "type": "http.response.start",
            "status": int(status.split(" ", 1)[0]),
            "headers": [
                (k.lower().encode("latin-1"), v.strip().encode("latin-1")) for k, v in headers
            ],
        }
        return self.add

    def add(self, piece: bytes, *, at_once: bool = False) -> None:
        """Take the next piece; a large response is sent piece by piece, as fast as it is read."""
        self.pieces.append(piece)
        self.size += len(piece)
        if at_once or self.size >= CHUNK_BYTES:
            if self.client_left.is_set():
                raise ClientLeft
            for message in self.taken(more=True):
                asyncio.run_coroutine_threadsafe(self.send(message), self.loop).result()

    def taken(self, *, more: bool) -> list[Message]:
        """The messages for what was collected so far."""
        body = {"type": "http.response.body", "body": b"".join(self.pieces), "more_body": more}
        messages = [body] if self.started else [self.head, body]
        self.pieces, self.size, self.started = [], 0, True
        return messages

    def rest(self) -> list[Message]:
        """The last messages."""
        return self.taken(more=False)


async def read_body(receive: Any) -> IO[bytes] | None:
    """The whole body in a file (small ones in memory); None when it is larger than any upload.
    Raises ClientLeft where it ends before: what has arrived reads like a form with fewer fields."""
    body = SpooledTemporaryFile(CHUNK_BYTES)  # noqa: SIM115 (closed when the request is done)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            raise ClientLeft
        body.write(message.get("body", b""))
        if body.tell() > limits.UPLOAD_BYTES:
            body.close()
            return None
        if not message.get("more_body"):
            body.seek(0)
            return body


async def notice_leaving(receive: Any, client_left: threading.Event) -> None:
    """Say so when the client goes away before its response is complete."""
    while (await receive())["type"] != "http.disconnect":
        pass
    client_left.set()


async def send_whole(send: Any, status: int, words: bytes, *more: tuple[bytes, bytes]) -> None:
    """A short plain response."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})


async def send_later(send: Any) -> None:
    """Send whoever comes while this process ends to the next one."""
    await send_whole(send, 503, CLOSING, (b"retry-after", b"2"))


async def nothing_here(scope: Message, receive: Any, send: Any) -> None:
    """404 for everything: the process of the sockets serves no pages."""
    await send_whole(send, 404, b"Not found")


def environ_of(scope: Message, body: IO[bytes]) -> dict[str, Any]:
    """WSGI's view of a request whose body has been read completely."""
    path = unquote_to_bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    return {
        **headers_of(scope),
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path if path.startswith("/") else "/",
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "CONTENT_LENGTH": str(size_of(body)),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": lambda file, size=0: FileWrapper(file, CHUNK_BYTES),
    }


def headers_of(scope: Message) -> dict[str, str]:
    """Headers as WSGI names them. Repeated ones are joined; names with an underscore, which could
    pose as others, are left out."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name or name in ("content-length", "transfer-encoding"):
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        between = "; " if name == "cookie" else ","
        found[key] = f"{found[key]}{between}{value}" if key in found else value
    return found


def size_of(body: IO[bytes]) -> int:
    """How long the body is; it is read from its start afterwards."""
    size = body.seek(0, 2)
    body.seek(0)
    return size
