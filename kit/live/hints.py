"""Live hints: what a page that is open hears while something changes.

A hint is small and may be lost; the database is the truth. Whoever misses one asks over HTTP for
everything after the last number it knows. Listening needs a topic, and a topic asks `visible_to`.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

from kit import facts
from kit.live import transports
from kit.registry import Registry


@dataclass(frozen=True)
class Reader:
    """Who hears a channel on some open page, and how that page speaks."""

    person: int
    language: str
    zone: str
    is_open: bool  # the page shows the thing itself, not only lists and numbers about it


Hint = dict[str, Any]
Rule = Callable[[Any, Any], list[str]]
Latest = Callable[[list[int]], dict[int, Hint]]
Deliver = Callable[[int, Hint | None, Hint, list[Reader]], dict[Reader, Hint]]
R = TypeVar("R", bound=Rule)
L = TypeVar("L", bound=Latest)
D = TypeVar("D", bound=Deliver)
ACCESS = "!access"  # the one channel no page can join: it makes sockets ask for their rights anew
IDS_PER_HINT = 5_000
MOST_DRAWINGS = 24  # of one delivery: languages, time zones, own marks; whoever is left asks


@dataclass
class LiveChannel:
    """What apps say of the channels of one name: who hears them, and what is said there."""

    rule: Rule | None = None  # of the topic of that name
    latest: Latest | None = None
    deliveries: dict[str, Deliver] = field(default_factory=dict)  # by what is delivered

    @property
    def is_read(self) -> bool:
        """Whether this process looks into the hints."""
        return bool(self.latest or self.deliveries)


CHANNELS: Registry[LiveChannel] = Registry()
SILENT = LiveChannel()  # one that nobody has said anything of


def topic(name: str) -> Callable[[R], R]:
    """Register `(user, pk) -> channels` as the rule of what joining `name` lets a person hear.

    An empty list means: may not, or does not exist. The rule is asked again whenever rights may
    have changed, and every half minute.
    """

    def register(rule: R) -> R:
        CHANNELS.setdefault(name, LiveChannel()).rule = rule
        return rule

    return register


def latest(name: str) -> Callable[[L], L]:
    """Register `pks -> {pk: hint}`: how far the channels `name:pk` have come by now.

    The hint carries `change`, a number that only grows, as every hint of these channels does. The
    safety poll asks for channels that somebody was let into, so no rights are asked here.
    """

    def register(newest: L) -> L:
        CHANNELS.setdefault(name, LiveChannel()).latest = newest
        return newest

    return register


def delivery(name: str, *channels: str) -> Callable[[D], D]:
    """Register `(pk, before, hint, readers) -> {reader: frame}` for the channels `name:pk`, or for
    all hints in these `channels` that carry an id under `name`.

    It is asked in a thread, once per hint and process: `before` is the hint that the listeners of
    this process were told last (None at first, and where hints are not numbered), `hint` the new
    one. A frame is what that reader may know now, the hint's numbers included; a reader who is left
    out may hear nothing any more.
    """

    def register(deliver: D) -> D:
        for channel in channels or (name,):
            CHANNELS.setdefault(channel, LiveChannel()).deliveries[name] = deliver
        return deliver

    return register


def send_hint(channel: str, **payload: Any) -> None:
    """Send a hint to everybody who hears `channel`, once the running transaction has committed."""
    frame = json.dumps({"channel": channel, **payload}, separators=(",", ":"), default=str)
    transaction.on_commit(partial(transports.send, channel, frame), robust=True)


def send_hint_to(user_ids: Iterable[int], **payload: Any) -> None:
    """The same to all windows of these people, whose numbers (`kit.facts`) may have changed."""
    people = list(user_ids)
    facts.outdate(people)
    for pk in people:
        send_hint(f"person:{pk}", **payload)


def access_changed(user_ids: Iterable[int]) -> None:
    """Make every socket of these people ask anew for its session and all it has joined."""
    ids = sorted(set(user_ids))
    facts.outdate(ids)
    for start in range(0, len(ids), IDS_PER_HINT):
        frame = json.dumps(ids[start : start + IDS_PER_HINT])
        transaction.on_commit(partial(transports.send, ACCESS, frame), robust=True)


def end_sessions_of(user_id: int) -> None:
    """Close the sockets of a person whose sessions have just been ended in this transaction."""
    access_changed([user_id])
