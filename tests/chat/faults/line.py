"""Plain HTTP over one connection that can be cut at the worst moment."""

import http.client
import json
import random
import select
import socket
from typing import Any

CSRF = "f" * 32
SECONDS = 30
CUTS = ("half the request", "before the answer", "the answer")


class Cut(Exception):
    """The client does not know what became of its request."""


class Line:
    """A connection of one person's device to the pages, opened again whenever it is lost."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.socket: socket.socket | None = None

    def ask(
        self, session: str, method: str, path: str, content: Any = None, cut: str = ""
    ) -> tuple[int, Any, int]:
        """Status, JSON and seconds to wait. Raises Cut when the answer is lost, for any reason."""
        request = self._request(session, method, path, content)
        try:
            if not cut:
                return self._answer(request)
            self._send_and_leave(request, cut)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise Cut(type(error).__name__) from error
        raise Cut(cut)

    def _answer(self, request: bytes) -> tuple[int, Any, int]:
        line = self._open()
        line.sendall(request)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        body = answer.read()
        wait = int(answer.headers.get("Retry-After") or 0)
        if answer.will_close:
            self.close()
        is_json = "json" in (answer.headers.get("Content-Type") or "")
        return answer.status, json.loads(body) if is_json else None, wait

    def _send_and_leave(self, request: bytes, cut: str) -> None:
        line = self._open()
        if cut == "half the request":
            line.sendall(request[: random.randrange(1, len(request))])
        else:
            line.sendall(request)
        if cut == "the answer":  # it is there, and nobody will ever read it
            select.select([line], [], [], SECONDS)
        self.close()

    def _open(self) -> socket.socket:
        if self.socket is None:
            host, _, port = self.host.partition(":")
            self.socket = socket.create_connection((host, int(port)), SECONDS)
        return self.socket

    def close(self) -> None:
        """Let go of the connection."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _request(self, session: str, method: str, path: str, content: Any) -> bytes:
        body = json.dumps(content).encode() if content is not None else b""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nAccept: application/json\r\n"
            f"Cookie: sessionid={session}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
