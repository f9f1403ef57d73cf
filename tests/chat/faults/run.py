"""One run: everybody writes and reads while parts are killed; then it is counted."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.chat.faults.people import Journal, LiveReader, Reader, Sender
from tests.intranet.sites import EmbeddedSite, ServerSite, Site

SENDS_WITHOUT_REDIS = 20  # that many are acknowledged before it comes back
WORLD = "tests.chat.faults.world"


@dataclass(frozen=True)
class Scale:
    """How much of everything."""

    clients: int
    sends: int
    hands: int  # people a client writes for
    live: int
    polling: int
    poll_seconds: float
    patience: float  # seconds for all of it


@dataclass(frozen=True)
class Outcome:
    """What is true afterwards."""

    stored: int
    acknowledged: int
    lost: int  # acknowledged and not stored, or not as acknowledged
    unknown: int  # stored and never acknowledged
    duplicates: int
    numbering_gaps: int
    readers_that_differ: int
    reader_gaps: int
    hints: int
    sockets_opened: int
    crashes: int
    happened: Counter[str]

    @property
    def faults(self) -> dict[str, int]:
        """What has to be zero."""
        names = ("lost", "unknown", "duplicates", "numbering_gaps", "readers_that_differ")
        return {name: getattr(self, name) for name in (*names, "reader_gaps")}

    @property
    def cuts(self) -> int:
        """How many answers the clients threw away."""
        return sum(n for what, n in self.happened.items() if what.startswith("cut"))

    def __str__(self) -> str:
        lines = [f"{name.replace('_', ' ')}: {value}" for name, value in vars(self).items()]
        return "\n".join(lines)


def run(site: Site, scale: Scale) -> Outcome:
    """Start everything in the prepared `site`, write, read, kill, wait, and count."""
    world = site.call(f"{WORLD}.build", scale.clients, scale.hands, scale.live + scale.polling)
    conversation = world["conversation"]
    journal, path = Journal(), f"/api/v1/conversations/{conversation}/"
    readers = make_readers(site, scale, world, path)
    senders = [
        Sender(f"c{n}", site.pages, f"{path}messages/", sessions, journal)
        for n, sessions in enumerate(world["writers"])
    ]
    for sender in senders:
        sender.count = scale.sends // scale.clients
    for thread in (*readers, *senders):
        thread.start()
    crashes = make_trouble(site, scale, journal)
    for sender in senders:
        sender.join(scale.patience)
    finish(readers, scale)
    rows = site.call(f"{WORLD}.stored", conversation)
    return count(rows, journal, readers, crashes)


def make_readers(site: Site, scale: Scale, world: dict[str, Any], path: str) -> list[Reader]:
    """Some who hear hints, some who only ask."""
    sessions, changes = world["readers"], f"{path}changes/"
    pk, poll = world["conversation"], scale.poll_seconds
    live = [LiveReader(site, changes, each, poll, pk) for each in sessions[: scale.live]]
    return [*live, *(Reader(site.pages, changes, each, 1.0) for each in sessions[scale.live :])]


def make_trouble(site: Site, scale: Scale, journal: Journal) -> int:
    """Kill the web process after a quarter and three quarters of all sends; Redis in between."""
    steps: list[tuple[float, Callable[[], None]]] = [
        (0.25, site.crash),
        (0.5, lambda: upset_redis(site, journal)),
        (0.75, site.crash),
    ]
    for share, step in steps:
        journal.wait_for(int(scale.sends * share), scale.patience)
        step()
    return sum(step == site.crash for _, step in steps)


def upset_redis(site: Site, journal: Journal) -> None:
    """Flush Redis, stop it, and start it once people have gone on writing without it."""
    if isinstance(site, EmbeddedSite):
        return
    assert isinstance(site, ServerSite)
    redis = site.services.redis
    redis.flush()
    redis.stop()
    journal.wait_for(len(journal.acknowledged) + SENDS_WITHOUT_REDIS, 60)
    redis.start()


def finish(readers: list[Reader], scale: Scale) -> None:
    """Everything is written: let the readers come to the end, or stop them."""
    wanted = scale.sends // scale.clients * scale.clients
    for reader in readers:
        reader.wanted = wanted
    give_up = threading.Timer(scale.patience, lambda: [each.given_up.set() for each in readers])
    give_up.start()
    for reader in readers:
        reader.join()
    give_up.cancel()


def count(rows: Any, journal: Journal, readers: list[Reader], crashes: int) -> Outcome:
    """Compare what is stored with what was told and read."""
    found = {key: (seq, body) for seq, key, body in rows}
    bodies = [body for _, _, body in rows]
    live = [reader for reader in readers if isinstance(reader, LiveReader)]
    return Outcome(
        stored=len(rows),
        acknowledged=len(journal.acknowledged),
        lost=sum(found.get(key) != told for key, told in journal.acknowledged.items()),
        unknown=len(found.keys() - journal.acknowledged.keys()),
        duplicates=len(bodies) - len(set(bodies)),
        numbering_gaps=sum(seq != place for place, (seq, _, _) in enumerate(rows, 1)),
        readers_that_differ=sum(reader.seen != bodies for reader in readers),
        reader_gaps=sum(reader.gaps + reader.misplaced for reader in readers),
        hints=sum(reader.hints for reader in live),
        sockets_opened=sum(reader.opened for reader in live),
        crashes=crashes,
        happened=journal.happened,
    )
