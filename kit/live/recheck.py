"""Hints about rights may get lost, so all of them are asked for again and again.

One task per process goes round all people, one question per session for all its sockets, and
spreads them over the round. It only compares: a socket that learns of a difference asks by itself.
"""

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import DatabaseError

from kit.live import permissions

if TYPE_CHECKING:
    from kit.live.hub import Hub, Listener

log = logging.getLogger("kit.live")

ROUND_SECONDS = 15.0  # half of what a right may outlive its end, the questions themselves aside
AWAY_SECONDS = 2.0  # before the next question after the database did not answer


def begin(hub: "Hub") -> None:
    """Go round the sockets of `hub` from now on, unless that happens already."""
    if hub.sweeping is None or hub.sweeping.done():
        hub.sweeping = hub.loop.create_task(keep_asking(hub))


async def keep_asking(hub: "Hub") -> None:
    """Round after round, until cancelled."""
    while True:
        people = list(hub.people)
        for person in people:
            await asyncio.sleep(ROUND_SECONDS / len(people))
            await ask_for(hub, person)
        if not people:
            await asyncio.sleep(ROUND_SECONDS)


async def ask_for(hub: "Hub", person: int) -> None:
    """Ask for all sockets of one person; a failure says nothing about the others."""
    for session, sockets in by_session(hub.people.get(person, [])).items():
        asked_at = hub.loop.time()
        joined = sorted({topic for each in sockets for topic in each.topics}, key=str)
        try:
            granted = await permissions.in_thread(permissions.topics_of)(session, person, joined)
        except DatabaseError:
            await asyncio.sleep(AWAY_SECONDS)
        except Exception:
            log.exception("a rule of a topic failed")
            for each in sockets:
                each.ask_again()
        else:
            for each in sockets:
                each.confirm(granted, asked_at)


def by_session(sockets: "list[Listener]") -> "dict[str, list[Listener]]":
    """The sockets of one person by the session they were opened with."""
    found: dict[str, list[Listener]] = defaultdict(list)
    for each in sockets:
        found[each.session_key].append(each)
    return dict(found)
