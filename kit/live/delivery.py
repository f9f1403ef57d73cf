"""Delivers what changed in a channel to those who hear it: one question and one drawing for all.

A hint says how far a channel has come, or what has changed there. Where an app has registered a
`@delivery`, each process that holds listeners asks it once, and hands every listener what that
person may read. Of hints that arrive meanwhile the newest number waits for the next round, and
each change once: what is asked later tells it as well. Nothing leaves for somebody whose session
or right has ended by the time of the question.
"""

import json
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from kit.live import permissions, protocol
from kit.live.hints import CHANNELS, SILENT, Hint, Reader

if TYPE_CHECKING:
    from kit.live.hub import Hub, Listener

log = logging.getLogger("kit.live")

NOTHING: Hint = {"change": 0}


class Courier:
    """What one hub still has to deliver: hints by channel, a task for each of these."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.waiting: dict[str, dict[str, Hint]] = {}
        self.going: dict[str, Any] = {}

    def take(self, channel: str, frame: str, hint: Hint) -> None:
        """Deliver `hint`, which came as `frame`, after what is being delivered in this channel."""
        waiting = self.waiting.setdefault(channel, {})
        if not is_numbered(channel):
            waiting[frame] = hint
        elif waiting.get("", NOTHING)["change"] < hint["change"]:
            waiting[""] = hint
        if channel not in self.going:
            self.going[channel] = self.hub.loop.create_task(self._go(channel))

    async def _go(self, channel: str) -> None:
        waiting = self.waiting[channel]
        try:
            while waiting:
                hint = waiting.pop(next(iter(waiting)))
                known = self.hub.told.get(channel, NOTHING)
                if not is_numbered(channel) or hint["change"] > known["change"]:
                    await self._deliver(channel, hint)
        finally:
            del self.going[channel], self.waiting[channel]

    async def _deliver(self, channel: str, hint: Hint) -> None:
        listeners = self._by_reader(channel)
        if not listeners:
            return
        before = self.hub.told.get(channel)
        try:
            living, found = await permissions.in_thread(_asked)(channel, before, hint, listeners)
        except DatabaseError:
            living, found = None, {}
        except Exception:
            log.exception("a delivery failed")
            living, found = None, {}
        written = RenderedFrames(channel)
        for reader, sockets in listeners.items():
            self._hand_out(written, hint, found.get(reader), sockets, living)
        self.hub.remember(channel, hint)

    def _hand_out(
        self,
        written: "RenderedFrames",
        hint: Hint,
        content: Hint | None,
        sockets: "list[Listener]",
        living: set[Any] | None,
    ) -> None:
        """Give one reader's pages what was found; else the hint alone, which says nothing by
        itself, once their rights have been asked for anew."""
        for each in sockets:
            if content is not None and living is not None and each.is_alive(living):
                each.offer(written.channel, *written.of(content))
            else:
                each.ask_again()
                each.offer(written.channel, written.of(hint)[0])

    def _by_reader(self, channel: str) -> "dict[Reader, list[Listener]]":
        name, _, pk = channel.partition(":")
        found: dict[Reader, list[Listener]] = defaultdict(list)
        for each in self.hub.subscribers.get(channel, ()):
            if each.person is not None:
                is_open = (name, int(pk)) in each.topics
                found[Reader(each.person, each.language, each.zone, is_open)].append(each)
        return dict(found)


class RenderedFrames:
    """What is handed out in one round, each content written once."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.known: dict[int, tuple[str, bytes]] = {}

    def of(self, content: Hint) -> tuple[str, bytes]:
        """The frame with `content`, and the same as it travels."""
        if (made := self.known.get(id(content))) is None:
            text = json.dumps({"channel": self.channel, **content}, separators=(",", ":"))
            made = self.known[id(content)] = (text, protocol.websocket_frame(text))
        return made


def _asked(
    channel: str, before: Hint | None, hint: Hint, listeners: "dict[Reader, list[Listener]]"
) -> tuple[set[Any], dict[Reader, Hint]]:
    """Which sessions live, and what there is for each reader."""
    name, _, own = channel.partition(":")
    thing = thing_of(name, hint)
    deliver = CHANNELS[name].deliveries[thing]
    found = deliver(int(hint.get(thing, own)), before, hint, list(listeners))
    keys = {each.session_key for sockets in listeners.values() for each in sockets}
    return permissions.living(keys, {reader.person for reader in listeners}), found


def carries(channel: str, hint: Hint) -> bool:
    """Whether what `hint` tells of is delivered in `channel`, not only announced."""
    name = channel.partition(":")[0]
    return thing_of(name, hint) in CHANNELS.get(name, SILENT).deliveries


def thing_of(name: str, hint: Hint) -> str:
    """What a hint in channels called `name` is about: what it carries the id of, or the channel."""
    known = CHANNELS.get(name, SILENT).deliveries
    return next((thing for thing in known if thing in hint), name)


def is_numbered(channel: str) -> bool:
    """Whether hints in `channel` say how far it has come."""
    return CHANNELS.get(channel.partition(":")[0], SILENT).latest is not None
