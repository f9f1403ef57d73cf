"""Bodies of requests: taken in to their end, and nothing is made of one that was cut."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest

from kit import limits

CHUNK_BYTES = 64 * 1024
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def read_to_the_end(application: Application) -> Application:
    """`application`, whose answers wait until the body of their request is taken in.

    A server closes the connection when a response comes before the body was read. Whoever still
    sends, as a proxy does, is cut off and never sees the response that refuses the body.
    """

    def respond(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"]  # the server's: `refuse_cut` puts another one before it
        result = application(environ, start_response)
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            swallow(body)
        return result

    return respond


def refuse_cut(application: Application) -> Application:
    """`application`, which never takes the beginning of a body for all of it.

    A line that breaks leaves less than was announced. Forms are read up to where they end, so a
    post would go out without its last field, and a change with no field at all.
    """

    def respond(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if announced := int(environ.get("CONTENT_LENGTH") or 0):
            whole = WholeBody(environ["wsgi.input"], announced)
            environ["wsgi.input"] = io.BufferedReader(whole, CHUNK_BYTES)
        return application(environ, start_response)

    return respond


class WholeBody(io.RawIOBase):
    """A body of `left` bytes. Raises BadRequest where it ends before."""

    def __init__(self, body: Any, left: int) -> None:
        self._body, self._left = body, left

    def readable(self) -> bool:
        """What a buffer asks first."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes, none after the last."""
        piece = self._body.read(min(len(buffer), self._left))
        if self._left and not piece:
            raise BadRequest("The body was cut.")
        self._left -= len(piece)
        buffer[: len(piece)] = piece
        return len(piece)


def swallow(body: Any) -> None:
    """Take in what is left, up to the largest body anybody may send."""
    left = limits.UPLOAD_BYTES
    while left > 0 and (piece := body.read(CHUNK_BYTES)):
        left -= len(piece)
