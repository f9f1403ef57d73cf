"""Bodies of requests that nobody reads: a response before their end would be lost on its way."""

from collections.abc import Callable, Iterable
from typing import Any

from kit import limits

CHUNK_BYTES = 64 * 1024
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def read_to_the_end(application: Application) -> Application:
    """`application`, whose answers wait until the body of their request is taken in.

    A server closes the connection when a response comes before the body was read. Whoever still
    sends, as a proxy does, is cut off and never sees the response that refuses the body.
    """

    def respond(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        result = application(environ, start_response)
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            swallow(environ["wsgi.input"])
        return result

    return respond


def swallow(body: Any) -> None:
    """Take in what is left, up to the largest body anybody may send."""
    left = limits.UPLOAD_BYTES
    while left > 0 and (piece := body.read(CHUNK_BYTES)):
        left -= len(piece)
