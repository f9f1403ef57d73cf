"""A Redis cache that never raises and never makes a request wait for a dead Redis."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

WAIT_SECONDS = 0.5  # for a connection or an answer; half a second less than a request may lose
PAUSE_SECONDS = 5.0  # between two tries while Redis is away; live again within ten seconds


class Breaker:
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


redis_breaker = Breaker(PAUSE_SECONDS)


class PatientRedisCache(RedisCache):
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
        self._memory = LocMemCache("while-redis-is-away", {"max_entries": 10_000})

    def _ask(self, name: str, *args: Any, **options: Any) -> Any:
        if redis_breaker.may_try():
            try:
                answer = getattr(super(), name)(*args, **options)
            except (RedisError, OSError):
                redis_breaker.failed()
            else:
                if redis_breaker.is_open and redis_breaker.answered():
                    self._memory.clear()
                return answer
        return getattr(self._memory, name)(*args, **options)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value of `key`, or `default`."""
        return self._ask("get", key, default, version)


def _patient(name: str) -> Callable[..., Any]:
    def ask(self: PatientRedisCache, *args: Any, **options: Any) -> Any:
        return self._ask(name, *args, **options)

    ask.__name__ = name
    ask.__doc__ = f"`{name}` of Redis, or of this process while Redis is away."
    return ask


for _name in "add set touch delete has_key incr get_many set_many delete_many clear".split():
    setattr(PatientRedisCache, _name, _patient(_name))
