"""The line between a browser and the site: open, slow, cut, silent, or somebody else's."""

import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE = 65_536
SOCKS, JOINED = b"\5\0", b"\5\0\0\1" + bytes(6)  # a proxy's answers: no sign-in, connected
PACKET, PACKETS = 1_460, 16  # bytes of one, and how many a slow line holds back
REQUEST = re.compile(rb"^([A-Z]+ \S+) HTTP/1\.1\r\n", re.MULTILINE)
LOGIN = b"<!doctype html><title>Hotel</title><h1>Welcome to the Hotel</h1>"
# what a stranger answers everything with: a captive portal, and proxies that refuse or lead away
STRANGERS = {
    "foreign": b"200 OK",
    "refusing": b"403 Forbidden",
    "login": b"511 Network Authentication Required",
    "leading away": b"302 Found\r\nLocation: http://127.0.0.1:9/login",
}
PAGE = (
    b"HTTP/1.1 %%s\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(LOGIN), LOGIN)
)


class Pace:
    """How slow one direction of a line is: bits a second for all connections together, and the
    seconds that everything is on its way."""

    def __init__(self, bits: float, way: float) -> None:
        self._bits, self._way = bits, way
        self._free = 0.0
        self._lock = threading.Lock()

    def due(self, size: int) -> float:
        """When so many bytes that are handed in now have arrived."""
        with self._lock:
            self._free = max(self._free, time.monotonic()) + 8 * size / self._bits
            return self._free + self._way


class Line:
    """Passes on what browsers say to the site, as long as it is `open`.

    `cut` ends every connection at once, `silent` takes requests and never answers, the
    `STRANGERS` answer everything with a page of their own. As its `proxy` (SOCKS 5) a browser also
    knows when a connection has become one, and uses one that is free until then. While `answers` is
    not set, the site hears everything and its answers wait. `requests` and `received` (bytes) say
    what browsers asked and what reached them.
    """

    def __init__(self, site: str) -> None:
        self.state = "open"
        self.requests: list[str] = []
        self.received = 0
        self._paces: tuple[Pace, Pace] | None = None
        self.answers = threading.Event()
        self.answers.set()
        self._site = ("127.0.0.1", urlsplit(site).port)
        self._connections: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        host = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.address = f"http://{host}"
        self.proxy = {"server": f"socks5://{host}", "bypass": "<-loopback>"}
        threading.Thread(target=self._accept, daemon=True).start()

    def become(self, state: str) -> None:
        """Change the state; connections of before end, as when a phone changes its cell."""
        self.state = state
        for one in [*self._connections]:
            _end(one)

    def slow_down(self, bits: float, round_trip: float = 0.0) -> None:
        """Be as slow as this from the next connection on: bits a second each way, seconds there and
        back."""
        self._paces = Pace(bits, round_trip / 2), Pace(bits, round_trip / 2)

    def close(self) -> None:
        """Take no more connections."""
        _end(self._server)
        self.answers.set()
        self.become("cut")

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._server.accept()
                threading.Thread(target=self._serve, args=[browser], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        self._connections.add(browser)
        with suppress(OSError):
            if self.state == "open":
                self._join(browser)
            elif self.state in STRANGERS:
                browser.recv(PIECE)
                browser.sendall(PAGE % STRANGERS[self.state])
            elif self.state == "silent":
                while browser.recv(PIECE):
                    pass
        self._connections.discard(browser)
        _end(browser)

    def _join(self, browser: socket.socket) -> None:
        there, back = self._paces or (None, None)
        is_proxy = browser.recv(1, socket.MSG_PEEK) == SOCKS[:1]
        if is_proxy:
            browser.recv(PIECE)
            browser.sendall(SOCKS)
            browser.recv(PIECE)
        if there and back:  # two ways until a connection is one
            time.sleep(max(0, there.due(0) + back.due(0) - 2 * time.monotonic()))
        if is_proxy:
            browser.sendall(JOINED)
        with socket.create_connection(self._site) as site:
            self._connections.add(site)
            answering = threading.Thread(
                target=_pass_on, args=[site, browser, self._hear, back], daemon=True
            )
            answering.start()
            _pass_on(browser, site, self._ask, there)
            answering.join()
            self._connections.discard(site)

    def _ask(self, piece: bytes) -> None:
        self.requests += [found.decode() for found in REQUEST.findall(piece)]

    def _hear(self, piece: bytes) -> None:
        self.answers.wait()
        self.received += len(piece)


def _pass_on(
    source: socket.socket,
    target: socket.socket,
    note: Callable[[bytes], None],
    pace: Pace | None,
) -> None:
    with suppress(OSError), _sending(target, pace) as send:
        while piece := source.recv(PACKET if pace else PIECE):
            note(piece)
            send(piece)
    _end(target)


@contextmanager
def _sending(target: socket.socket, pace: Pace | None) -> Iterator[Callable[[bytes], None]]:
    """What sends a piece, at once or when it is due; all is sent at the end."""
    if not pace:
        yield target.sendall
        return
    waiting: queue.Queue[tuple[float, bytes]] = queue.Queue(PACKETS)
    late = threading.Thread(target=_send_late, args=[target, waiting], daemon=True)
    late.start()
    try:
        yield lambda piece: waiting.put((pace.due(len(piece)), piece))
    finally:
        waiting.put((0, b""))
        late.join()


def _send_late(target: socket.socket, waiting: "queue.Queue[tuple[float, bytes]]") -> None:
    alive = True
    while waited := waiting.get():
        due, piece = waited
        if not piece:
            return
        time.sleep(max(0, due - time.monotonic()))
        if alive:
            try:
                target.sendall(piece)
            except OSError:
                alive = False  # whoever reads goes on until it hears of it


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        one.close()


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    """A line to the site, until the test ends."""
    line = Line(site)
    try:
        yield line
    finally:
        line.close()
