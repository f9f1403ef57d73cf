"""Fan-out in memory, and the two ways a hint gets there."""

import asyncio
import json
import threading

import pytest
from django.db import transaction

from kit.limits import SOCKETS_PER_PERSON
from kit.live import hints, hub, redis_transport, transports
from kit.live.hub import Hub
from kit.live.redis_transport import RedisTransport
from kit.live.transports import InProcess


class Ear:
    """A listener that remembers."""

    def __init__(self):
        self.heard, self.doubts, self.ended = [], 0, []

    def offer(self, channel, frame, wire=b""):
        self.heard.append((channel, frame))

    def ask_again(self):
        self.doubts += 1

    def close_with(self, code):
        self.ended.append(code)


@pytest.fixture
async def room():
    """A hub of the running loop, without a subscription of its own."""
    made = hub.of_this_loop()
    yield made
    made.subscription.cancel()


async def soon(condition, what="the hint", seconds=10):
    """Wait on the loop until `condition` holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


# --- fan-out ---
async def test_only_those_in_the_room_hear(room):
    anna, ben = Ear(), Ear()
    room.enter(anna, ["room:1", "room:2"])
    room.enter(ben, ["room:2"])
    room.deliver("room:1", "a")
    room.deliver("room:2", "b")
    room.deliver("room:3", "c")
    assert anna.heard == [("room:1", "a"), ("room:2", "b")]
    assert ben.heard == [("room:2", "b")]


async def test_who_left_hears_nothing_and_empty_rooms_are_forgotten(room):
    anna = Ear()
    room.enter(anna, ["room:1"])
    room.leave(anna, ["room:1", "room:2"])
    room.deliver("room:1", "a")
    assert anna.heard == []
    assert not room.subscribers


async def test_C2_the_oldest_socket_makes_room_for_an_eleventh(room):
    ears = [Ear() for _ in range(SOCKETS_PER_PERSON + 1)]
    for ear in ears:
        room.arrive(1, ear)
    assert [ear.ended for ear in ears] == [[4409]] + [[]] * SOCKETS_PER_PERSON


async def test_sockets_of_others_do_not_count(room):
    ears = [Ear() for _ in range(SOCKETS_PER_PERSON + 5)]
    for person, ear in enumerate(ears):
        room.arrive(person, ear)
    assert not any(ear.ended for ear in ears)


async def test_who_departed_is_forgotten(room):
    anna = Ear()
    room.arrive(1, anna)
    room.depart(1, anna)
    room.depart(1, anna)
    room.close(1012)
    assert anna.ended == []
    assert not room.people


async def test_A3_changed_rights_reach_exactly_the_named_people(room):
    anna, ben = Ear(), Ear()
    room.arrive(1, anna)
    room.arrive(2, ben)
    room.deliver(hints.ACCESS, "[1,99]")
    assert (anna.doubts, ben.doubts) == (1, 0)
    assert anna.heard == []


async def test_E4_after_a_gap_every_page_is_told_to_ask(room):
    anna = Ear()
    room.arrive(1, anna)
    room.resync()
    assert anna.heard == [(None, '{"resync":true}')]
    assert anna.doubts == 1


async def test_E4_it_knows_what_a_page_missed_before_its_socket_heard(room, monkeypatch):
    clock = [1_000.0]
    monkeypatch.setattr(hub, "seconds", lambda: clock[0])
    assert room.has_missed(["room:5"], 999.0)  # nothing was heard of then
    room.subscribed()
    clock[0] += 10
    room.deliver("room:5", "{}")
    clock[0] += 10
    assert room.has_missed(["room:4", "room:5"], 1_009.0)
    assert room.has_missed(["room:5"], 1_011.5)  # clocks differ by up to two seconds
    assert not room.has_missed(["room:5"], 1_013.0)
    assert not room.has_missed(["room:4"], 1_009.0)
    clock[0] += hub.REMEMBERED_SECONDS
    room.deliver("room:4", "{}")
    assert list(room.heard) == ["room:4"]
    assert room.has_missed(["room:9"], 1_019.0)  # longer ago than it remembers
    room.subscribed()  # after a gap
    assert room.has_missed(["room:9"], clock[0] - 5)


async def test_there_is_one_hub_per_loop(room):
    assert hub.of_this_loop() is room


# --- pushing ---
@pytest.fixture
def sent(monkeypatch):
    """What was handed to the transport."""
    frames = []
    monkeypatch.setattr(transports, "send", lambda channel, frame: frames.append((channel, frame)))
    return frames


def test_a_push_leaves_after_the_commit_and_is_encoded_once(
    sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hints.send_hint("post:7", comment=3)
        assert sent == []
    assert sent == [("post:7", '{"channel":"post:7","comment":3}')]


def test_a_push_of_a_change_that_failed_is_never_sent(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                hints.send_hint("post:7")
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    assert sent == []


def test_A3_one_hint_names_all_people_whose_rights_changed(
    sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hints.access_changed(range(12_000))
        hints.end_sessions_of(3)
    assert [len(json.loads(frame)) for _, frame in sent] == [5000, 5000, 2000, 1]
    assert {channel for channel, _ in sent} == {hints.ACCESS}


# --- in the process ---
async def test_a_push_from_another_thread_arrives_on_the_loop_of_the_sockets(monkeypatch):
    carrier = InProcess()
    monkeypatch.setattr(transports, "current", lambda: carrier)
    room, ear = Hub(asyncio.get_running_loop()), Ear()
    room.enter(ear, ["room:1"])
    await soon(lambda: len(carrier.hubs) == 1)
    thread = threading.Thread(target=carrier.send, args=("room:1", "a"))
    thread.start()
    await soon(lambda: ear.heard)
    thread.join()
    room.subscription.cancel()
    await soon(lambda: not carrier.hubs, "the hub to be forgotten")
    carrier.send("room:1", "b")
    assert ear.heard == [("room:1", "a")]


# --- through Redis ---
@pytest.fixture
async def carried(services, monkeypatch):
    """A hub that listens to a Redis of its own."""
    carrier = RedisTransport(services.redis.url())
    monkeypatch.setattr(transports, "current", lambda: carrier)
    monkeypatch.setattr(redis_transport, "RECOVER_SECONDS", 0.2)
    monkeypatch.setattr(redis_transport, "LISTEN_SECONDS", 0.2)
    monkeypatch.setattr(redis_transport, "SILENCE_SECONDS", 1.0)
    room, ear = Hub(asyncio.get_running_loop()), Ear()
    room.arrive(1, ear)
    room.enter(ear, ["room:1"])
    await heard_something(carrier, ear)
    yield carrier, ear
    room.subscription.cancel()


async def heard_something(carrier, ear):
    """Wait until a hint gets through."""
    ear.heard.clear()

    def gets_through():
        carrier.send("room:1", "are you there?")
        return ("room:1", "are you there?") in ear.heard

    await soon(gets_through, seconds=20)
    await asyncio.sleep(0.1)


@pytest.mark.server
async def test_a_hint_crosses_redis_with_umlauts_and_line_breaks(carried):
    carrier, ear = carried
    ear.heard.clear()
    carrier.send("room:1", '{"a":"Grüße\\n"}')
    await soon(lambda: ear.heard)
    assert ear.heard == [("room:1", '{"a":"Grüße\\n"}')]


@pytest.mark.server
async def test_hints_of_another_site_on_the_same_redis_are_not_heard(carried, settings):
    carrier, ear = carried
    ear.heard.clear()
    own = settings.LIVE_PREFIX
    settings.LIVE_PREFIX = "somebody-else"
    carrier.send("room:1", "foreign")
    settings.LIVE_PREFIX = own
    carrier.send("room:1", "ours")
    await soon(lambda: ear.heard)
    assert ear.heard == [("room:1", "ours")]


@pytest.mark.server
async def test_I1_after_redis_was_away_hints_flow_again_and_pages_ask_what_they_missed(
    carried, services
):
    carrier, ear = carried
    services.redis.stop()
    carrier.send("room:1", "lost")
    services.redis.start()
    carrier.breaker.answered()
    await soon(lambda: (None, hub.RESYNC) in ear.heard, "the resync", 15)
    await heard_something(carrier, ear)
    assert ("room:1", "lost") not in ear.heard


@pytest.mark.server
async def test_I1_a_hung_redis_delays_a_push_by_half_a_second_once(carried, services):
    carrier, ear = carried
    services.redis.hang()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(5):
        for _ in range(100):
            await loop.run_in_executor(None, carrier.send, "room:1", "lost")
    assert carrier.breaker.is_open
    services.redis.resume()
    await soon(lambda: (None, hub.RESYNC) in ear.heard, "the resync", 15)


@pytest.mark.server
def test_I1_a_dead_redis_neither_fails_nor_delays_a_hint(services):
    carrier = RedisTransport("unix:///nowhere/redis.sock")
    for _ in range(100):
        carrier.send("room:1", "lost")
    assert carrier.breaker.is_open


@pytest.mark.server
def test_the_profile_chooses_the_transport():
    assert isinstance(transports.current(), RedisTransport)


@pytest.mark.embedded
def test_the_embedded_profile_needs_no_redis():
    assert isinstance(transports.current(), InProcess)
    assert transports.current() is transports.current()
