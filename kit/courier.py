"""Delivers what changed in a channel to those who hear it: one question and one drawing for all.

A hint says how far a channel has come. Where the app has registered a `@delivery`, each process
that holds listeners asks it once for everything since the last change it told of, and hands every
listener what that person may read. Hints that arrive meanwhile wait for the next round together.
Nothing leaves for somebody whose session or right has ended by the time of the question.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from kit import frames, rights
from kit.live import DELIVERIES, Reader

if TYPE_CHECKING:
    from kit.hub import Hub, Listener

log = logging.getLogger("kit.live")


class Courier:
    """What one hub still has to deliver: the newest hint of each channel, a task for each."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.newest: dict[str, dict[str, Any]] = {}
        self.going: dict[str, Any] = {}

    def carries(self, channel: str) -> bool:
        """Whether what happens in `channel` is delivered, not only announced."""
        return channel.partition(":")[0] in DELIVERIES

    def take(self, channel: str, hint: dict[str, Any]) -> None:
        """Deliver everything up to `hint`, after what is being delivered in this channel now."""
        known = self.newest.get(channel)
        if known is None or known["change"] < hint["change"]:
            self.newest[channel] = hint
        if channel not in self.going:
            self.going[channel] = self.hub.loop.create_task(self._go(channel))

    async def _go(self, channel: str) -> None:
        try:
            while hint := self.newest.pop(channel, None):
                if hint["change"] > self.hub.told.get(channel, {}).get("change", 0):
                    await self._deliver(channel, hint)
        finally:
            del self.going[channel]

    async def _deliver(self, channel: str, hint: dict[str, Any]) -> None:
        name, _, pk = channel.partition(":")
        listeners = self._by_reader(name, int(pk), self.hub.rooms.get(channel, ()))
        if not listeners:
            return
        before = self.hub.told.get(channel)
        try:
            living, found = await rights.in_thread(_asked)(name, int(pk), before, hint, listeners)
        except DatabaseError:
            living, found = None, {}
        except Exception:
            log.exception("a delivery failed")
            living, found = None, {}
        written = Written(channel)
        for reader, sockets in listeners.items():
            self._hand_out(written, hint, found.get(reader), sockets, living)
        self.hub.remember(channel, hint)

    def _hand_out(
        self,
        written: "Written",
        hint: dict[str, Any],
        content: dict[str, Any] | None,
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

    @staticmethod
    def _by_reader(
        name: str, pk: int, listening: "Iterable[Listener]"
    ) -> "dict[Reader, list[Listener]]":
        found: dict[Reader, list[Listener]] = defaultdict(list)
        for each in listening:
            if each.person is not None:
                is_open = (name, pk) in each.topics
                found[Reader(each.person, each.language, each.zone, is_open)].append(each)
        return dict(found)


class Written:
    """What is handed out in one round, each content written once."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.known: dict[int, tuple[str, bytes]] = {}

    def of(self, content: dict[str, Any]) -> tuple[str, bytes]:
        """The frame with `content`, and the same as it travels."""
        if (made := self.known.get(id(content))) is None:
            text = json.dumps({"channel": self.channel, **content}, separators=(",", ":"))
            made = self.known[id(content)] = (text, frames.prepared(text))
        return made


def _asked(
    name: str,
    pk: int,
    before: dict[str, Any] | None,
    hint: dict[str, Any],
    listeners: "dict[Reader, list[Listener]]",
) -> tuple[set[Any], dict[Reader, dict[str, Any]]]:
    """Which sessions live, and what there is for each reader."""
    found = DELIVERIES[name](pk, before, hint, list(listeners))
    keys = {each.session_key for sockets in listeners.values() for each in sockets}
    return rights.living(keys, {reader.person for reader in listeners}), found
