"""How often people may do things, counted for all processes in the shared cache.

The cache counts in the memory of each process while Redis is away, so a limit never vanishes. The
package `limits` would replace the two statements of `consume` by 6 MB in every process and a second
connection to Redis with its own idea of what happens while that is away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from kit.http.exceptions import TooMany


@dataclass(frozen=True)
class Rate:
    """At most `count` times in `seconds`, counted from the first time."""

    name: str
    count: int
    seconds: int


EVERYTHING = Rate("everything", 600, 60)
WRITE = Rate("write", 30, 60)  # whatever is published
UPLOAD = Rate("upload", 30, 60)
UPLOAD_END = Rate("upload-end", 30, 60)  # of one in parts: its last part may come again and again
SEARCH = Rate("search", 60, 60)
SUGGESTIONS = Rate("suggestions", 120, 60)  # asked with every pause in typing
EXPORT = Rate("export", 5, 3600)


def consume(who: object, rate: Rate) -> None:
    """Count one use of `rate` by `who` (a person, or an address as text), or raise TooMany."""
    used, left = cache.use(key_of(who, rate), rate.seconds)  # type: ignore[attr-defined]
    if used > rate.count:
        raise TooMany(retry_after=max(1, round(left)), limit=rate.count)


def refund(who: object, rate: Rate) -> None:
    """Take one use back: what was counted before trying turned out to be welcome."""
    try:
        cache.decr(key_of(who, rate))
    except ValueError:  # the window closed meanwhile
        pass


def key_of(who: object, rate: Rate) -> str:
    """Under which name the shared cache counts; who it is cannot be read from it."""
    name = getattr(who, "pk", None) or who
    digest = salted_hmac("kit.throttling", str(name), algorithm="sha256").hexdigest()
    return f"rate:{rate.name}:{digest}"


def rate_limit(rate: Rate, *methods: str) -> Callable[..., Any]:
    """Count every request of a view with one of `methods` (none given: POST, PUT, DELETE)."""
    counted = methods or ("POST", "PUT", "PATCH", "DELETE")

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def counting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in counted and request.user.is_authenticated:
                consume(request.user, rate)
            return view(request, *args, **kwargs)

        return counting

    return decorate
