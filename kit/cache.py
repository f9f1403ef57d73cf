"""A Redis cache that never raises and never makes a request wait for a dead Redis.

Both caches of ours also count uses in a window of time (`use`), which the interface of Django
cannot do exactly: between two of its calls others count, too.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

WAIT_SECONDS = 0.5  # for a connection or a response; half a second less than a request may lose
PAUSE_SECONDS = 5.0  # between two tries while Redis is away; live again within ten seconds


class CircuitBreaker:
    """Remembers that a part is away, so that only one caller in `pause` seconds waits for it."""

    def __init__(self, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.pause, self.clock = pause, clock
        self._lock = threading.Lock()
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the part failed and has not answered since."""
        return self._closed_until > 0

    def may_try(self) -> bool:
        """True while all is well; during a failure True for one caller per pause."""
        if not self._closed_until:
            return True
        with self._lock:
            if self.clock() < self._closed_until:
                return False
            self._closed_until = self.clock() + self.pause
            return True

    def failed(self) -> None:
        """Leave the part alone for one pause."""
        self._closed_until = self.clock() + self.pause

    def answered(self) -> bool:
        """The part is back. Returns whether it had been away."""
        was_away, self._closed_until = self._closed_until > 0, 0.0
        return was_away


redis_breaker = CircuitBreaker(PAUSE_SECONDS)


class MemoryCache(LocMemCache):
    """The memory of this process."""

    _windows = threading.Lock()

    def use(self, key: str, seconds: int) -> tuple[int, float]:
        """Count one use of `key`, and say which it is in this window and how long that lasts.

        A window begins with the first use and ends after `seconds`.
        """
        now = time.time()
        with self._windows:
            used, until = self.get(key, 0), self.get(f"{key}:until")
            if not used or until is None:
                used, until = 0, now + seconds
                self.set(f"{key}:until", until, seconds)
            self.set(key, used + 1, until - now)
            return used + 1, until - now


class OneClient(RedisCacheClient):
    """The client of Redis made once: Django makes one for each command, which costs more."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._made = super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The one client; we have one server."""
        return self._made


# One command, so that nobody counts in between; a counter without an end begins anew.
USE = """
local used, left = redis.call('INCR', KEYS[1]), redis.call('PTTL', KEYS[1])
if left >= 0 then return {used, left} end
redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
return {1, tonumber(ARGV[1])}
"""


class CountingRedisCache(RedisCache):
    """Redis, which all processes share."""

    def use(self, key: str, seconds: int) -> tuple[int, float]:
        """What `MemoryCache.use` promises, for all processes."""
        name = self.make_and_validate_key(key)
        used, left = self._cache.get_client(write=True).eval(USE, 1, name, seconds * 1000)
        return used, left / 1000


class FallbackRedisCache(CountingRedisCache):
    """Redis, and this process's own memory while Redis is away.

    Limits therefore never vanish: without Redis each process counts on its own.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        params = params | {
            "OPTIONS": {
                "socket_timeout": WAIT_SECONDS,
                "socket_connect_timeout": WAIT_SECONDS,
                "retry": Retry(NoBackoff(), 0),
                **params.get("OPTIONS", {}),
            }
        }
        super().__init__(server, params)
        self._class = OneClient
        self._memory = MemoryCache("while-redis-is-away", {"max_entries": 10_000})

    def _ask(self, name: str, *args: Any, **options: Any) -> Any:
        if redis_breaker.may_try():
            try:
                response = getattr(super(), name)(*args, **options)
            except (RedisError, OSError):
                redis_breaker.failed()
            else:
                if redis_breaker.is_open and redis_breaker.answered():
                    self._memory.clear()
                return response
        return getattr(self._memory, name)(*args, **options)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value of `key`, or `default`."""
        return self._ask("get", key, default, version)


def _patient(name: str) -> Callable[..., Any]:
    def ask(self: FallbackRedisCache, *args: Any, **options: Any) -> Any:
        return self._ask(name, *args, **options)

    ask.__name__ = name
    ask.__doc__ = f"`{name}` of Redis, or of this process while Redis is away."
    return ask


for _name in "add set touch delete has_key incr use get_many set_many delete_many clear".split():
    setattr(FallbackRedisCache, _name, _patient(_name))
