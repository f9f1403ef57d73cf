"""A Redis cache that never raises and never makes a request wait for a dead Redis.

Apart from the cache in memory, so that an installation without Redis does not load its client.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from kit.circuit_breaker import PAUSE_SECONDS, WAIT_SECONDS, CircuitBreaker
from kit.memory_cache import MemoryCache

redis_breaker = CircuitBreaker(PAUSE_SECONDS)


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
