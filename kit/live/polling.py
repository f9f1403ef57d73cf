"""The safety poll: hints get lost, so every process asks by itself how far its channels have come.

A channel whose newest change everybody could ask for (`@latest`) is looked up again and again, one
statement for a thousand of them, however many sockets listen. Only a change nobody was told of
becomes a hint, so a page with an open socket is never later than one round.
"""

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from kit.live import permissions
from kit.live.hints import CHANNELS, Latest

if TYPE_CHECKING:
    from kit.live.hub import Hub

log = logging.getLogger("kit.live")

ROUND_SECONDS = 5.0
BATCH = 1_000


def begin(hub: "Hub") -> None:
    """Look after the channels of `hub` from now on, unless that happens already."""
    if hub.looking is None or hub.looking.done():
        hub.looking = hub.loop.create_task(keep_looking(hub))


async def keep_looking(hub: "Hub") -> None:
    """Round after round, until cancelled."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        for name, channel in CHANNELS.items():
            if channel.latest:
                await poll_channels(hub, name, channel.latest)


async def poll_channels(hub: "Hub", name: str, newest: Latest) -> None:
    """Tell the listeners of all channels called `name` what they have not been told."""
    pks = [
        int(channel[len(name) + 1 :])
        for channel in hub.subscribers
        if channel.startswith(f"{name}:")
    ]
    for start in range(0, len(pks), BATCH):
        try:
            found = await permissions.in_thread(newest)(pks[start : start + BATCH])
        except DatabaseError:
            return log.warning("the safety poll found no database")
        for pk, facts in found.items():
            offer_missed_hint(hub, f"{name}:{pk}", facts)


def offer_missed_hint(hub: "Hub", channel: str, facts: dict[str, Any]) -> None:
    """Offer the hint that was lost, if one was."""
    if facts["change"] > hub.told.get(channel, {}).get("change", 0):
        hub.offer(channel, json.dumps({"channel": channel, **facts}, separators=(",", ":")))
