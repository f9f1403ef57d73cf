"""A machine outside: an HTTP server whose answers a test decides, and a name server of its own."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Machine:
    """Answers on a free port of this computer; remembers what it was asked."""

    def __init__(self, tls: Any = None) -> None:
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        machine = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                machine.requests.append((self.command, self.path, headers, body))
                machine.answers.get(self.path, say("hello"))(self)

            do_GET = do_POST = answer  # noqa: N815 (the server looks for these names)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]

    def url(self, path: str = "/", host: str = "bot.internal", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def running(tls: Any = None) -> Iterator[Machine]:
    machine = Machine(tls)
    threading.Thread(target=machine.server.serve_forever, daemon=True).start()
    try:
        yield machine
    finally:
        machine.server.shutdown()
        machine.server.server_close()


def say(text: str, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer with these words."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(text.encode())

    return answer


class Names:
    """A name server: each name has a list of answers, one for each time it is asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *args: Any, **how: Any) -> list[Any]:
        self.asked.append(host)
        known = self.answers.get(host.replace(".", "_"), [[host]])
        addresses = known.pop(0) if len(known) > 1 else known[0]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM, 6, "", (address, port),
            )
            for address in addresses
        ]  # fmt: skip
