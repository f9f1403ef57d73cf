"""A dead Redis neither raises nor makes anybody wait."""

import time

import pytest

from kit import redis_cache
from kit.circuit_breaker import CircuitBreaker
from kit.redis_cache import FallbackRedisCache
from tests.services import Redis, wait_until


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path).start()
    yield server
    server.stop()


@pytest.fixture
def breaker(monkeypatch):
    fresh = CircuitBreaker(pause=0.3)
    monkeypatch.setattr(redis_cache, "redis_breaker", fresh)
    return fresh


def make_cache(server):
    made = FallbackRedisCache(server.url(), {})
    made._memory.clear()
    return made


pytestmark = pytest.mark.server


def use_everything(cache):
    """Every operation once; the answers are those of a working cache."""
    assert cache.set("a", 1) is None
    assert cache.get("a") == 1
    assert cache.add("a", 2) is False
    assert cache.incr("a") == 2
    assert cache.decr("a") == 1
    assert cache.has_key("a")
    assert cache.touch("a", 10)
    cache.set_many({"b": "x", "c": [1]})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": "x", "c": [1]}
    assert cache.get_or_set("d", lambda: 4) == 4
    assert cache.delete("a")
    cache.delete_many(["b", "c"])
    assert cache.get("b", "gone") == "gone"
    cache.clear()
    assert cache.get("d") is None


def test_it_answers_like_redis_while_redis_is_there(redis, breaker):
    use_everything(make_cache(redis))
    assert not breaker.is_open


def test_I1_it_answers_from_memory_while_redis_is_gone(redis, breaker):
    cache = make_cache(redis)
    redis.stop()
    use_everything(cache)
    assert breaker.is_open


def test_I1_a_hanging_redis_costs_one_short_wait_and_then_none(redis, breaker):
    breaker.pause = 60
    cache = make_cache(redis)
    cache.set("a", 1)
    redis.hang()
    started = time.monotonic()
    for _ in range(200):
        cache.get("a")
    # Two hundred waits would be 100 seconds; the limit only has to tell one from many.
    assert time.monotonic() - started < 10
    redis.resume()


def test_C3_limits_count_on_without_redis(redis, breaker):
    cache = make_cache(redis)
    redis.stop()
    cache.add("tries", 0)
    assert [cache.incr("tries") for _ in range(3)] == [1, 2, 3]


def test_I1_it_returns_to_redis_by_itself_and_forgets_its_own_memory(redis, breaker):
    cache = make_cache(redis)
    redis.stop()
    cache.set("a", "from memory")
    redis.start()
    wait_until(lambda: cache.set("b", 1) or not breaker.is_open, "the return to Redis")
    assert cache.get("a") is None
    assert cache._memory.get("a") is None


def test_only_one_caller_tries_while_a_part_is_away():
    now = [0.0]
    breaker = CircuitBreaker(pause=5, clock=lambda: now[0])
    assert breaker.may_try()
    breaker.failed()
    assert not breaker.may_try()
    now[0] = 6
    assert [breaker.may_try() for _ in range(3)] == [True, False, False]
    assert breaker.answered()
    assert breaker.may_try()
