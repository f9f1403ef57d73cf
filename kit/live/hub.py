"""The hub: fan-out in memory. One per event loop, one subscription per process."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from kit.database import server_time
from kit.limits import SOCKETS_PER_PERSON
from kit.live import delivery, protocol, transports
from kit.live.hints import ACCESS, CHANNELS, SILENT

log = logging.getLogger("kit.live")

RESYNC = '{"resync":true}'
REMEMBERED_SECONDS = 60.0  # a page that opens its socket later than that asks what it missed


class Listener(Protocol):
    """A socket as the hub sees it. No method waits: a slow reader must not hold up the others."""

    def offer(self, channel: str | None, frame: str, wire: bytes = b"") -> None:
        """Queue a finished frame, or write `wire` if nothing waits; `None` as channel means:
        whatever it has joined."""

    def ask_again(self) -> None:
        """Send nothing more before session and rights have been asked for anew."""

    def close_with(self, code: int) -> None:
        """Close with `code`."""

    session_key: str
    person: int | None
    language: str
    zone: str

    def is_alive(self, living: set[Any]) -> bool:
        """Whether its session is among those that `rights.living` found."""

    topics: dict[tuple[str, int | str], list[str]]

    def confirm(self, granted: Any, asked_at: float) -> None:
        """Take what the sweep found out about the topics."""


class Hub:
    """Who listens to what in this process. Everything here runs on the loop's own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.subscribers: defaultdict[str, set[Listener]] = defaultdict(set)
        self.people: defaultdict[int, list[Listener]] = defaultdict(list)
        self.told: dict[str, dict[str, Any]] = {}  # the newest hint in a numbered channel
        self.hearing_since: float | None = None
        self.heard: dict[str, float] = {}  # when a channel's last hint came, the oldest first
        self.courier = delivery.Courier(self)
        self.sweeping: asyncio.Task[None] | None = None
        self.looking: asyncio.Task[None] | None = None
        self.subscription = loop.create_task(transports.current().listen(self))

    # --- who listens ---
    def arrive(self, person: int, listener: Listener) -> None:
        """Register a socket; the person's oldest one makes room for an eleventh."""
        sockets = self.people[person]
        sockets.append(listener)
        for oldest in sockets[:-SOCKETS_PER_PERSON]:
            oldest.close_with(4409)

    def depart(self, person: int, listener: Listener) -> None:
        """Forget a socket; its channels are left by `leave`."""
        sockets = self.people[person]
        if listener in sockets:
            sockets.remove(listener)
        if not sockets:
            del self.people[person]

    def enter(self, listener: Listener, channels: Iterable[str]) -> None:
        """From now on `listener` hears these channels."""
        for channel in channels:
            self.subscribers[channel].add(listener)

    def leave(self, listener: Listener, channels: Iterable[str]) -> None:
        """From now on `listener` hears these channels no more."""
        for channel in channels:
            self.subscribers[channel].discard(listener)
            if not self.subscribers[channel]:
                del self.subscribers[channel]
                self.told.pop(channel, None)

    def has_missed(self, channels: Iterable[str], since: float) -> bool:
        """Whether hints in `channels` may have passed by since `since`, a moment of the server time
        in seconds: when a page was asked for whose socket hears them only now."""
        first = since - server_time.TOLERANCE.total_seconds()
        known = self.hearing_since
        if known is None or first < max(known, seconds() - REMEMBERED_SECONDS):
            return True
        return any(self.heard.get(channel, 0.0) >= first for channel in channels)

    def everybody(self) -> list[Listener]:
        """All sockets of this process."""
        return [listener for sockets in self.people.values() for listener in sockets]

    # --- what they hear ---
    def deliver(self, channel: str, frame: str) -> None:
        """Offer a frame, encoded once by its sender, to everybody who listens."""
        self.note(channel)
        if channel == ACCESS:
            self.ask_again(json.loads(frame))
        if channel == transports.RESYNC:
            self.resync()
        self.offer(channel, frame)

    def note(self, channel: str) -> None:
        """A hint came in `channel`: who listens there a moment later has missed it."""
        now = seconds()
        self.heard.pop(channel, None)
        self.heard[channel] = now
        while self.heard[oldest := next(iter(self.heard))] < now - REMEMBERED_SECONDS:
            del self.heard[oldest]

    def subscribed(self) -> None:
        """Hints arrive from now on; those before may be lost."""
        self.hearing_since = seconds()
        self.resync()

    def offer(self, channel: str, frame: str) -> None:
        """Offer a frame to everybody who listens, and remember how far they have been told.

        What is delivered goes out as soon as it has been asked for.
        """
        if not (listeners := self.subscribers.get(channel)):
            return
        said = CHANNELS.get(channel.partition(":")[0], SILENT)
        hint = json.loads(frame) if said.is_read else {}
        if delivery.carries(channel, hint):
            self.courier.take(channel, frame, hint)
            return
        wire = protocol.websocket_frame(frame)
        for listener in listeners:
            listener.offer(channel, frame, wire)
        self.remember(channel, hint)

    def remember(self, channel: str, hint: dict[str, Any]) -> None:
        """Everybody who listens has been told of `hint`, if it has a number."""
        if channel not in self.subscribers or not delivery.is_numbered(channel):
            return
        if self.told.get(channel, delivery.NOTHING)["change"] < hint.get("change", 0):
            self.told[channel] = hint

    def ask_again(self, people: Iterable[int]) -> None:
        """Rights of these people may have changed."""
        for person in people:
            for listener in self.people.get(person, ()):
                listener.ask_again()

    def resync(self) -> None:
        """Hints were lost: every page asks what it missed, every socket whether it still may."""
        for listener in self.everybody():
            listener.ask_again()
            listener.offer(None, RESYNC)

    def close(self, code: int) -> None:
        """Close every socket; clients come back spread over ten seconds."""
        for listener in self.everybody():
            listener.close_with(code)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def seconds() -> float:
    """The server time in seconds."""
    return server_time.now().timestamp()


def of_this_loop() -> Hub:
    """The hub of the running loop, made at first use."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs or _hubs[loop].subscription.done():
        _hubs[loop] = Hub(loop)
    return _hubs[loop]
