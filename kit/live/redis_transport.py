"""Hints between processes by way of Redis; both ways lose them rather than wait."""

import asyncio
import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import redis
import redis.asyncio
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from kit.circuit_breaker import WAIT_SECONDS, CircuitBreaker
from kit.live.transports import RESYNC

if TYPE_CHECKING:
    from kit.live.hub import Hub

log = logging.getLogger("kit.live")

SHORTEST_BACKOFF, LONGEST_BACKOFF = 0.1, 5.0  # live again ten seconds after Redis is
RECOVER_SECONDS = 2.0
LISTEN_SECONDS = 5.0  # silence after which the subscription proves that it is alive
SILENCE_SECONDS = 15.0  # silence that means the connection is dead though nobody said so


class RedisTransport:
    """Server profile: one Redis channel for the site, one subscription per process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.breaker = CircuitBreaker(LONGEST_BACKOFF)
        self.client = redis.Redis.from_url(
            url,
            socket_timeout=WAIT_SECONDS,
            socket_connect_timeout=WAIT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self.lock = threading.Lock()
        self.recovery: threading.Thread | None = None

    @property
    def redis_channel(self) -> str:
        """The Pub/Sub channel; sites that share a Redis differ in the prefix."""
        return f"{settings.LIVE_PREFIX}:live"

    def send(self, channel: str, frame: str) -> None:
        """One publish. While Redis is away one caller in five seconds waits half a second."""
        if self.breaker.may_try() and not self._published(f"{channel}\n{frame}"):
            log.warning("a hint was lost: Redis does not answer")
            self._recover_later()

    def _published(self, message: str) -> bool:
        try:
            self.client.publish(self.redis_channel, message)
        except (redis.RedisError, OSError):
            self.breaker.failed()
            return False
        self.breaker.answered()
        return True

    def _recover_later(self) -> None:
        """Hints of this process were lost: as soon as Redis answers, pages hear that they were."""
        with self.lock:
            if self.recovery is None or not self.recovery.is_alive():
                self.recovery = threading.Thread(target=self._recover, name="resync", daemon=True)
                self.recovery.start()

    def _recover(self) -> None:
        time.sleep(RECOVER_SECONDS)
        while not self._published(f"{RESYNC}\n"):
            time.sleep(RECOVER_SECONDS)

    async def listen(self, hub: "Hub") -> None:
        """Feed `hub`; reconnect for ever, and after a gap tell every page to ask what it missed."""
        backoff, was_away = SHORTEST_BACKOFF, False
        while True:
            try:
                async for subscribed in self._subscription(hub):
                    if subscribed:
                        hub.subscribed()
                    backoff, was_away = SHORTEST_BACKOFF, False
            except (redis.RedisError, OSError, TimeoutError) as error:
                if not was_away:
                    log.warning("live hints are away", extra={"error": type(error).__name__})
            was_away = True
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, LONGEST_BACKOFF)

    async def _subscription(self, hub: "Hub") -> Any:
        """Deliver what one connection brings. Yields True once subscribed, False on other signs
        of life; ends by raising."""
        connection = redis.asyncio.Redis.from_url(
            self.url, socket_connect_timeout=2, retry=None, decode_responses=True
        )
        async with connection, connection.pubsub() as subscription:
            await subscription.subscribe(self.redis_channel)
            heard = time.monotonic()
            while True:
                message = await subscription.get_message(timeout=LISTEN_SECONDS)
                if message is None:
                    if time.monotonic() - heard > SILENCE_SECONDS:
                        raise TimeoutError
                    await subscription.ping()
                    continue
                heard = time.monotonic()
                if message["type"] == "message":
                    channel, _, frame = message["data"].partition("\n")
                    hub.deliver(channel, frame)
                else:
                    yield message["type"] == "subscribe"
