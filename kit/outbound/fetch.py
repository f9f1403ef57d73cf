"""Fetching addresses given by people, for workers only: bounded in time, size and reach.

Written on the standard library: what matters here is to which machine the socket goes and when it
ends, and that is what clients with pools, redirects and proxies of their own keep to themselves.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from kit.limits import FETCH_BYTES, FETCH_REDIRECTS, FETCH_SECONDS
from kit.outbound.ssrf import FetchError, FetchTarget, resolve, target_of

REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class FetchedResponse:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Deadline:
    """A moment at which everything must have ended."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds until then; a FetchError when it is over."""
        if (left := self.at - time.monotonic()) <= 0:
            raise FetchError("timeout")
        return left


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    redirects: int = FETCH_REDIRECTS,
    seconds: float = FETCH_SECONDS,
) -> FetchedResponse:
    """Ask `url` and return the response, whatever its status.

    Only public machines are asked, besides the internal hosts of the settings; every redirect
    passes the same check; no cookies, no proxies. Raises FetchError with a reason.
    """
    if not settings.OUTGOING_REQUESTS:
        raise FetchError("off")
    deadline = Deadline(seconds)
    for _hop in range(redirects + 1):
        response = _ask(target_of(url), method, body, headers or {}, deadline)
        address = response.headers.get("location", "")
        if response.status not in REDIRECTS or not address or not redirects:
            return response
        url = _joined(url, address)
    raise FetchError("redirects")


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address)
    except ValueError as error:
        raise FetchError("address") from error


def _ask(
    target: FetchTarget,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    deadline: Deadline,
) -> FetchedResponse:
    connection = _Pinned(target, resolve(target, deadline.left()), deadline)
    sent = {"Host": target.netloc, "Accept-Encoding": "identity", "Connection": "close"}
    sent |= {"User-Agent": "Flurfunk", **headers}
    try:
        connection.request(method, target.path, body=body, headers=sent)
        response = connection.getresponse()
        return FetchedResponse(response.status, _plain(response), _read(response))
    except ssl.SSLCertVerificationError as error:
        raise FetchError("certificate") from error
    except TimeoutError as error:
        raise FetchError("timeout") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        deadline.left()
        raise FetchError("unreachable") from error
    finally:
        connection.hang_up()


def _plain(response: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _read(response: http.client.HTTPResponse) -> bytes:
    body = response.read(FETCH_BYTES + 1)
    if len(body) > FETCH_BYTES:
        raise FetchError("too_large")
    return body


class _Pinned(http.client.HTTPConnection):
    """A connection to one of these addresses, whatever the name of the host says meanwhile."""

    def __init__(self, target: FetchTarget, addresses: list[str], deadline: Deadline) -> None:
        super().__init__(target.host, target.port)
        self.target, self.addresses, self.deadline = target, addresses, deadline
        self.response_class = partial(_response, deadline)  # type: ignore[assignment]

    def connect(self) -> None:
        """Open the socket; over TLS the certificate must fit the name, not the address."""
        self.sock = self._first_open()
        if self.target.scheme == "https":
            self.sock.settimeout(self.deadline.left())
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.target.host)
        self.sock.settimeout(self.deadline.left())

    def close(self) -> None:
        """Nothing yet: `http.client` means to close here, while the body is still to be read."""

    def hang_up(self) -> None:
        """Close the socket."""
        if self.sock:
            self.sock.close()

    def _first_open(self) -> socket.socket:
        """A socket to the first address that answers; the time left is shared out among them."""
        for number, address in enumerate(self.addresses):
            share = self.deadline.left() / (len(self.addresses) - number)
            try:
                return socket.create_connection((address, self.target.port), timeout=share)
            except OSError as error:
                last = error
        raise last


def _response(deadline: Deadline, sock: socket.socket, **how: Any) -> http.client.HTTPResponse:
    return http.client.HTTPResponse(_Reading(sock, deadline), **how)  # type: ignore[arg-type]


class _Reading(io.RawIOBase):
    """The readable half of a socket, all of whose reads together end at one moment.

    The timeout of a socket is one of each read: a byte every four seconds would never break it.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.sock, self.deadline = sock, deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        """What the response reads from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """What has come, within the time that is left."""
        self.sock.settimeout(self.deadline.left())
        return self.sock.recv_into(buffer)
