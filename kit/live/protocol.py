"""The address and the frames of the socket: what a client sends, what it gets, limits of both."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from kit.limits import BIGGEST_ID, FRAME_BYTES

PK = re.compile(r"[\w.-]{1,64}")


class Refused(Exception):
    """A frame that ends the socket with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Command:
    """What a client asks for."""

    verb: str
    topic: str = ""
    pk: int | str = 0


class Budget:
    """So many frames a second, with a burst; more raises Refused(4409)."""

    def __init__(
        self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_second, self.burst, self.clock = per_second, burst, clock
        self.left, self.seen = float(burst), clock()

    def consume(self) -> None:
        """Count one frame."""
        now = self.clock()
        self.left = min(self.burst, self.left + (now - self.seen) * self.per_second)
        self.seen = now
        if self.left < 1:
            raise Refused(4409)
        self.left -= 1


def read_address(scope: dict[str, Any]) -> tuple[str, float | None]:
    """The language of the page, and when it was asked for unless it asks by itself."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    named, since = (asked.get(name, [""])[0] for name in ("language", "since"))
    language = named if named in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return language, int(since[:15]) / 1000 if since.isascii() and since.isdigit() else None


def read(message: dict[str, Any]) -> Command:
    """The order in a frame; raises Refused with 4413 (too large) or 4400 (anything else)."""
    text = message.get("text")
    if len(text or message.get("bytes") or "") > FRAME_BYTES:
        raise Refused(4413)
    try:
        frame = json.loads(text or "")
        if text and len(text.encode()) > FRAME_BYTES:
            raise Refused(4413)
    except (ValueError, RecursionError) as error:
        raise Refused(4400) from error
    return _order(frame)


def _order(frame: Any) -> Command:
    if frame == {"ping": 1}:
        return Command("ping")
    for verb in ("join", "leave"):
        if isinstance(frame, dict) and frame.keys() == {verb, "pk"}:
            topic, pk = frame[verb], frame["pk"]
            if isinstance(topic, str) and PK.fullmatch(topic) and _is_pk(pk):
                return Command(verb, topic, pk)
    raise Refused(4400)


def _is_pk(pk: Any) -> bool:
    if isinstance(pk, int) and not isinstance(pk, bool):
        return 0 <= pk <= BIGGEST_ID
    return isinstance(pk, str) and bool(PK.fullmatch(pk))


def topic_frame(verb: str, topic: str, pk: int | str) -> str:
    """The frame that says what became of a topic."""
    return json.dumps({verb: topic, "pk": pk}, separators=(",", ":"))


def websocket_frame(text: str) -> bytes:
    """A text as it travels: one WebSocket frame, unmasked and plain, made once for all readers."""
    content = text.encode()
    size = len(content)
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big") + content
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + content
    return b"\x81\x7f" + size.to_bytes(8, "big") + content


class FastPath:
    """A shortcut past ASGI to the connection of a socket: fan-out to a thousand readers is one
    write each instead of a task, a message and a frame each. Where the server is another one
    than uvicorn, or compresses, there is none. uvicorn offers no such thing, so this uses what it
    keeps for itself; a test asks a real one whether that is still there."""

    __slots__ = ("protocol",)

    def __init__(self, protocol: Any) -> None:
        self.protocol = protocol

    def write(self, frame: bytes) -> bool:
        """Write a prepared frame; False when the reader is behind or gone."""
        to = self.protocol
        if (
            to.close_sent
            or to.disconnected
            or not to.writable.is_set()
            or to.transport.is_closing()
        ):
            return False
        to.transport.write(frame)
        return True


def fast_path_of(send: Any) -> FastPath | None:
    """The shortcut behind `send`, if there is one."""
    protocol = getattr(send, "__self__", None)
    needed = ("close_sent", "disconnected", "writable", "transport")
    if not all(hasattr(protocol, name) for name in needed):
        return None
    is_plain = getattr(getattr(protocol, "conn", None), "extensions", None) == []
    return FastPath(protocol) if is_plain else None


def abort_connection(send: Any) -> None:
    """Drop the connection behind `send` for a reader that does not even read its closing frame.

    ASGI knows no such thing, and a server would wait for the reader for ever; both our servers
    hand out a bound method (or a partial with the protocol first), and we reach through it. Tests
    cut connections of real ones.
    """
    bound = getattr(send, "__self__", None) or (getattr(send, "args", None) or [None])[0]
    transport = getattr(bound, "transport", None)
    for name in ("abort", "abortConnection"):
        if abort := getattr(transport, name, None):
            abort()
