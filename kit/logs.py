"""Logs: one JSON object a line, without what people wrote and without what identifies them.

No text, no token, no cookie, no query string, no e-mail address; network addresses are shortened
to their network; a request is named by its route, never by its path, which may carry a secret.
python-json-logger (0.7 MB) would write the object, which is one call here; the work is what goes
into it.
"""

import ipaddress
import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

requests = logging.getLogger("flurfunk.requests")

EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}")
QUERY = re.compile(r"\?[^\s\"']+")
ADDRESS = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w.])"
)
FRAMES = 12  # of a traceback, the innermost ones
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "server_time"}


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with its extra fields, scrubbed."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
            **{name: plain(value) for name, value in extras(record)},
        }
        if record.exc_info and record.exc_info[1]:
            entry["error"] = type(record.exc_info[1]).__name__
            entry["at"] = list(places(record.exc_info[1]))
        return json.dumps(entry, ensure_ascii=False, default=str)


def message_of(record: logging.LogRecord) -> str:
    """The words of a record. Those about a request lose its path and keep the route's name."""
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        words = [arg for arg in as_tuple(record.args) if isinstance(arg, str)]
        reason = words[0] if words and not words[0].startswith("/") else "request failed"
        return f"{scrubbed(reason)} ({route(request)})"
    if record.name == "django.server":  # the development server logs the request line
        return "request"
    return scrubbed(record.getMessage())


def as_tuple(args: Any) -> tuple[Any, ...]:
    """The arguments of a record, which may also be one mapping or missing."""
    return args if isinstance(args, tuple) else ()


def extras(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    """The fields a caller added by `extra=`."""
    return ((name, value) for name, value in vars(record).items() if name not in STANDARD)


def plain(value: Any) -> Any:
    """A value as it may stand in a log: numbers as they are, everything else scrubbed text."""
    return value if isinstance(value, int | float | bool | None) else scrubbed(str(value))


def scrubbed(text: str) -> str:
    """`text` without e-mail addresses and query strings, network addresses shortened."""
    text = QUERY.sub("?…", EMAIL.sub("…@…", text[:2000]))
    return ADDRESS.sub(lambda found: shortened(found.group()), text)


def shortened(address: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6. What is none, or our own, stays."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.is_loopback or known.is_unspecified:
        return address
    bits = 24 if known.version == 4 else 48
    return str(ipaddress.ip_network(f"{known}/{bits}", strict=False).network_address)


def places(error: BaseException) -> Iterator[str]:
    """Where an error came from, innermost last; with its words only while developing."""
    for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]:
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
    if settings.DEBUG:
        yield str(error)


def route(request: HttpRequest) -> str:
    """The name of the matched URL pattern; empty when none matched."""
    match = request.resolver_match
    return match.view_name if match else ""


def log_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """One line per answered request: what was asked for, how it ended, how long, by whom."""
    user = request.__dict__.get("_cached_user")  # asking request.user would cost queries
    requests.info(
        "request",
        extra={
            "method": request.method,
            "route": route(request),
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "person": getattr(user, "pk", None),
        },
    )
