"""The line between a browser and the site: open, cut, silent, or somebody else's."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE = 65_536
LOGIN = b"<!doctype html><title>Hotel</title><h1>Welcome to the Hotel</h1>"
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(LOGIN), LOGIN)
)


class Line:
    """Passes on what browsers say to the site, as long as it is `open`.

    `cut` ends every connection at once, `silent` takes requests and never answers, `foreign`
    answers everything with 200 and a page of a captive portal. While `answers` is not set, the
    site hears everything and its answers wait.
    """

    def __init__(self, site: str) -> None:
        self.state = "open"
        self.answers = threading.Event()
        self.answers.set()
        self._site = ("127.0.0.1", urlsplit(site).port)
        self._connections: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def become(self, state: str) -> None:
        """Change the state; connections of before end, as when a phone changes its cell."""
        self.state = state
        for one in [*self._connections]:
            _end(one)

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
            elif self.state == "foreign":
                browser.recv(PIECE)
                browser.sendall(PORTAL)
            elif self.state == "silent":
                while browser.recv(PIECE):
                    pass
        self._connections.discard(browser)
        _end(browser)

    def _join(self, browser: socket.socket) -> None:
        with socket.create_connection(self._site) as site:
            self._connections.add(site)
            back = threading.Thread(
                target=_pass_on, args=[site, browser, self.answers], daemon=True
            )
            back.start()
            _pass_on(browser, site)
            back.join()
            self._connections.discard(site)


def _pass_on(
    source: socket.socket, target: socket.socket, may_pass: threading.Event | None = None
) -> None:
    with suppress(OSError):
        while piece := source.recv(PIECE):
            if may_pass:
                may_pass.wait()
            target.sendall(piece)
    _end(target)


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
