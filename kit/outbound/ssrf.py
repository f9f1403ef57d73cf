"""Addresses given by people: which ones may be asked at all, and at which machine.

A name is resolved once. Every address of the answer must be public, and the connection goes to
one of these, so a second answer of the name server changes nothing.
"""

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

URL_LENGTH = 2_000
PORTS = {"http": 80, "https": 443}
UNWANTED = re.compile(r"[\x00-\x20\x7f\\]")
# Special blocks of the registries of IANA, written out: what Python's `is_global` holds depends on
# its version. Of IPv6 only global unicast is left, so forms that carry an IPv4 address (mapped,
# compatible, NAT64) fall out by themselves; those inside it (6to4, Teredo) are named.
CLOSED_V4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
OPEN_V6 = ipaddress.IPv6Network("2000::/3")
CLOSED_V6 = [
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]


class FetchError(Exception):
    """Nothing was fetched. `reason` says why, without a word of the address or the answer."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class FetchTarget:
    """The parts of an address that passed."""

    scheme: str
    host: str  # in ASCII, as certificates and name servers know it
    port: int
    path: str  # with its query

    @property
    def netloc(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> FetchTarget:
    """The parts of `url`, or a FetchError for anything but a plain http(s) address."""
    if len(url) > URL_LENGTH or UNWANTED.search(url):
        raise FetchError("address")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise FetchError("address") from error
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or "%" in host:
        raise FetchError("address")
    port = PORTS[parts.scheme] if port is None else port
    if port not in settings.OUTGOING_PORTS:
        raise FetchError("port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise FetchError("address")
    return FetchTarget(parts.scheme, host, port, path)


def refuse_literal(url: str) -> None:
    """A FetchError for an address that can be told to be forbidden without asking for its name."""
    target = target_of(url)
    try:
        address = ipaddress.ip_address(target.host)
    except ValueError:
        return
    _refuse(target, [address])


def resolve(target: FetchTarget, seconds: float) -> list[str]:
    """The addresses of the target's host, asked for once, all of them allowed."""
    found = [ipaddress.ip_address(text) for text in _asked(target, seconds)]
    if not found:
        raise FetchError("unknown_host")
    _refuse(target, found)
    return [str(address) for address in found]


def is_public(address: Address) -> bool:
    """Whether `address` belongs to the public network and to no special block of it."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in CLOSED_V4)
    if address.scope_id or address not in OPEN_V6:
        return False
    return not any(address in network for network in CLOSED_V6)


def is_internal(address: Address) -> bool:
    """What a host named by the operators may have: no network of its own wire, no crowd."""
    return not (address.is_link_local or address.is_multicast or address.is_unspecified)


def _refuse(target: FetchTarget, addresses: list[Address]) -> None:
    allowed = is_internal if target.host in settings.OUTGOING_INTERNAL_HOSTS else is_public
    if not all(map(allowed, addresses)):
        raise FetchError("forbidden_address")


def _asked(target: FetchTarget, seconds: float) -> list[str]:
    """The answer of the name server. It is waited for in a thread, because it knows no timeout."""
    answers: SimpleQueue[list[str]] = SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        answers.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        return answers.get(timeout=max(seconds, 0))
    except Empty as error:
        raise FetchError("timeout") from error
