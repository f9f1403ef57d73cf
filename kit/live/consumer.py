"""The socket: one per open page, for hearing only. Writing goes over HTTP.

Frames are JSON objects. The client sends `{"join": topic, "pk": id}`, `{"leave": topic, "pk": id}`
or `{"ping": 1}`; it gets `{"joined"|"refused"|"left": topic, "pk": id}`, `{"pong": 1}`, hints with
their `channel`, and `{"resync": true}` when hints may have been lost. An address with `since`
(when the page was asked for, in milliseconds of the server) makes the socket say whether hints were
lost between the page and its socket.

Close codes: 4400 bad frame, 4401 sign in, 4404 unknown path, 4408 reads too slowly, 4409 too many
(sockets of one person, or frames in a short time), 4413 frame too large; 1012 and 1013 (server
stops, database away) mean: come back, spread over ten seconds. A foreign or missing Origin is
refused before the socket opens.
"""

import asyncio
import logging
import random
from collections import deque
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.db import DatabaseError

from kit import limits
from kit.live import hub, permissions, polling, protocol, recheck
from kit.live.permissions import in_thread

log = logging.getLogger("kit.live")

PATH = "/ws/"
FRAMES_WAITING = 64  # then the reader is too slow; it catches up over HTTP
TOPICS_PER_SOCKET = 100
CONFIRMED_SECONDS = 30  # no frame goes out on a right that was confirmed longer ago
PAGE_SECONDS = 10  # what is joined later came to the page later
RETRY_SECONDS = 2  # while the database is away
CLOSING_SECONDS = 2  # for a reader that does not read its closing frame


class LiveConsumer(AsyncConsumer):
    """Checks who listens, joins topics, and writes what the hub offers.

    One task writes everything that goes out and asks for rights in between: a frame queued while
    rights are in doubt waits for the answer and is dropped when the right is gone.
    """

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the method of the message, without Channels' look at the database connections."""
        await getattr(self, message["type"].replace(".", "_"))(message)

    # --- opening -----------------------------------------------------------------------------
    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Open, or say why not: refusals carry a code, so they come after the handshake."""
        self.hub = hub.of_this_loop()
        self.person: int | None = None
        self.topics: dict[tuple[str, int | str], list[str]] = {}
        self.channels: set[str] = set()
        self.waiting: deque[tuple[str | None, str]] = deque()
        self.something = asyncio.Event()
        self.doubtful, self.is_over, self.knows_rights = False, False, True
        self.confirmed_at, self.opened_at = 0.0, self.hub.loop.time()
        self.is_idle, self.line = False, protocol.fast_path_of(self.base_send)
        self.writing: asyncio.Task[None] | None = None
        self.closing: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.rights = asyncio.Lock()
        self.budget = protocol.Budget(limits.FRAMES_PER_SECOND, limits.FRAMES_BURST)
        if not permissions.is_own_origin(self.scope):
            await self.base_send({"type": "websocket.close", "code": 4403})
            raise StopConsumer
        await self.base_send({"type": "websocket.accept"})
        if self.scope["path"] != PATH:
            self.close_with(4404)
        else:
            await self._sign_in()

    async def _sign_in(self) -> None:
        self.session_key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        try:
            user = await in_thread(permissions.person_of)(self.session_key)
        except DatabaseError:
            self.close_with(1013)
            return
        if user is None:
            self.close_with(4401)
            return
        self.person, self.stamp = user.pk, permissions.stamp_of(user)
        self.language, self.since = protocol.read_address(self.scope)
        self.zone = str(user.zone)
        self.hub.arrive(user.pk, self)
        recheck.begin(self.hub)
        polling.begin(self.hub)
        self._hear({f"person:{user.pk}"})
        # Between the question and the arrival a right may have ended, so it is asked once more.
        self.ask_again()
        self.writing = asyncio.create_task(self._write())

    def is_alive(self, living: set[Any]) -> bool:
        """Whether its session is among those that `permissions.living` found."""
        return self.session_key in living and (self.person, self.stamp) in living

    # --- incoming ----------------------------------------------------------------------------
    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Obey one frame of the client, or close with the code that says what was wrong."""
        if self.is_over or self.person is None:
            return
        try:
            self.budget.consume()
            order = protocol.read(message)
        except protocol.Refused as refusal:
            self.close_with(refusal.code)
            return
        if order.verb == "ping":
            self.offer(None, '{"pong":1}')
        elif order.verb == "leave":
            self._leave((order.topic, order.pk))
        else:
            await self._join(order.topic, order.pk)

    async def _join(self, topic: str, pk: int | str) -> None:
        async with self.rights:  # never between a question of the writer and its consequence
            if len(self.topics) >= TOPICS_PER_SOCKET and (topic, pk) not in self.topics:
                channels = []
            else:
                try:
                    channels = await in_thread(permissions.channels_of)(
                        self.session_key, self.person, topic, pk
                    )
                except DatabaseError:
                    self.close_with(1013)
                    return
            if channels and not self.is_over:
                self.topics[topic, pk] = channels
                self._hear(self._wanted())
        self.offer(None, protocol.topic_frame("joined" if channels else "refused", topic, pk))
        self._make_up_for(channels)

    def _make_up_for(self, channels: list[str]) -> None:
        """Let the page ask for what it cannot know of channels that it hears only now."""
        if self.hub.loop.time() - self.opened_at > PAGE_SECONDS:
            self.since = None
        if self.since is not None and self.hub.has_missed(channels, self.since):
            self.since = hub.seconds()  # asked for everything from here on
            self.offer(None, hub.RESYNC)

    def _leave(self, joined: tuple[str, int | str]) -> None:
        if self.topics.pop(joined, None) is not None:
            self._hear(self._wanted())

    def _wanted(self) -> set[str]:
        return {f"person:{self.person}"}.union(*self.topics.values())

    def _hear(self, channels: set[str]) -> None:
        self.hub.leave(self, self.channels - channels)
        self.hub.enter(self, channels - self.channels)
        self.channels = channels

    # --- what the hub calls ------------------------------------------------------------------
    def offer(self, channel: str | None, frame: str, wire: bytes = b"") -> None:
        """Queue a frame; a reader with too many waiting is closed, the others never notice.

        When the writer has nothing to do and no right is in doubt, `wire` goes out directly.
        """
        if self.is_over:
            return
        if wire and self.line and self._is_calm(channel) and self.line.write(wire):
            return
        if len(self.waiting) >= FRAMES_WAITING:
            self.close_with(4408)
            return
        self.waiting.append((channel, frame))
        self.something.set()

    def _is_calm(self, channel: str | None) -> bool:
        is_idle = self.is_idle and not self.waiting and not self.doubtful
        return is_idle and self._may_hear(channel) and not self._is_stale()

    def ask_again(self) -> None:
        """Hold everything back until session and topics have been asked for anew."""
        self.doubtful = True
        self.something.set()

    def confirm(self, granted: permissions.GrantedChannels | None, asked_at: float) -> None:
        """Take what the sweep found out: all as it was, or a reason to ask by oneself.

        The sweep's answer may be older than one of our own, so it never changes anything here.
        """
        topics = granted.topics if granted else {}
        known = {joined: topics[joined] for joined in topics if joined in self.topics}
        if granted is None or any(set(known[j]) != set(self.topics[j]) for j in known):
            self.ask_again()
        else:
            self.stamp = granted.stamp
            self.confirmed_at = max(self.confirmed_at, asked_at)

    def close_with(self, code: int) -> None:
        """Close with `code`; nothing else goes out from now on."""
        if not self.is_over:
            self.is_over = True
            self.waiting.clear()
            self.closing = asyncio.create_task(self._close(code))

    # --- outgoing ----------------------------------------------------------------------------
    async def _write(self) -> None:
        try:
            while not self.is_over:
                if self.doubtful or (self.waiting and self._is_stale()):
                    await self._ask()
                elif self.waiting:
                    channel, frame = self.waiting.popleft()
                    # It may have left with this one queued already.
                    if self._may_hear(channel):
                        await self.base_send({"type": "websocket.send", "text": frame})
                else:
                    self.something.clear()
                    self.is_idle = self.line is not None
                    await self.something.wait()
                    self.is_idle = False
        except OSError:  # the client is gone; the server says so to `websocket_disconnect`
            return
        except Exception:
            log.exception("a socket cannot go on")
            self.close_with(1013)

    def _may_hear(self, channel: str | None) -> bool:
        return channel is None or (self.knows_rights and channel in self.channels)

    def _is_stale(self) -> bool:
        return self.hub.loop.time() - self.confirmed_at > CONFIRMED_SECONDS

    async def _ask(self) -> None:
        self.doubtful = False
        async with self.rights:
            # Even a failed question counts: it comes again by itself, not with every frame.
            self.confirmed_at = self.hub.loop.time()
            try:
                granted = await in_thread(permissions.topics_of)(
                    self.session_key, self.person, list(self.topics)
                )
            except DatabaseError:
                # Nobody knows what the person may hear: nothing, until the database is back.
                log.warning("nobody can say what a socket may hear")
                self.knows_rights = False
                self._ask_in(RETRY_SECONDS * random.uniform(0.7, 1.3))  # noqa: S311
                return
            if granted is None:
                self.close_with(4401)
                return
            self._take(granted)

    def _take(self, granted: permissions.GrantedChannels) -> None:
        self.stamp, topics = granted.stamp, granted.topics
        lost = [joined for joined in self.topics if not topics.get(joined)]
        self.topics = {joined: topics[joined] for joined in self.topics if topics.get(joined)}
        before = self.channels
        self._hear(self._wanted())
        for topic, pk in lost:
            self.offer(None, protocol.topic_frame("left", topic, pk))
        # Hints of what it hears again, or from now on, may have passed by meanwhile.
        if not self.knows_rights or self.channels - before:
            self.knows_rights = True
            self.offer(None, hub.RESYNC)

    def _ask_in(self, seconds: float) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = self.hub.loop.call_later(seconds, self.ask_again)

    # --- closing -----------------------------------------------------------------------------
    async def _close(self, code: int) -> None:
        self._depart()
        try:
            message = {"type": "websocket.close", "code": code}
            await asyncio.wait_for(self.base_send(message), CLOSING_SECONDS)
        except TimeoutError:
            protocol.abort_connection(self.base_send)
        except OSError:
            pass

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """The connection is gone, whoever ended it."""
        self.is_over = True
        self._depart()
        raise StopConsumer

    def _depart(self) -> None:
        for task in (self.writing, self.timer):
            if task and task is not asyncio.current_task():
                task.cancel()
        self._hear(set())
        if self.person is not None:
            self.hub.depart(self.person, self)
            self.person = None


def application() -> Any:
    """The ASGI application of the sockets."""
    return CookieMiddleware(LiveConsumer.as_asgi())
