"""The socket: who may open it, what it hears, and that it stops hearing when a right ends."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import Group
from django.db import DatabaseError
from django.test import Client

from accounts.models import User
from accounts.sessions import Session
from kit import limits
from kit.live import consumer, hints, hub, permissions, protocol, recheck, transports
from kit.live.hints import access_changed, end_sessions_of, send_hint
from tests.factories import make_user
from tests.sockets import SECONDS, carried_by, page

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
async def _live(monkeypatch, settings):
    monkeypatch.setitem(hints.CHANNELS, "room", hints.LiveChannel(room_channels))
    async with carried_by(transports.InProcess(), monkeypatch, settings):
        yield


def room_channels(user, pk):
    """A topic for tests: a room is heard by the members of the group with its number."""
    return [f"room:{known}" for known in user.groups.filter(pk=pk).values_list("pk", flat=True)]


@sync_to_async
def signed_in(name="anna", *rooms):
    """A person in rooms of these numbers, with a fresh session; returns person and session key."""
    user, client = make_user(name), Client()
    for pk in rooms:
        user.groups.add(Group.objects.get_or_create(pk=pk, defaults={"name": f"room {pk}"})[0])
    client.force_login(user)
    return user, client.session.session_key


in_thread = sync_to_async


# --- opening ---
async def test_a_page_joins_hears_and_leaves():
    _, session = await signed_in("anna", 5)
    async with page(session) as anna:
        assert await anna.joins("room", 5) == {"joined": "room", "pk": 5}
        await in_thread(send_hint)("room:5", post=1)
        assert await anna.hears() == {"channel": "room:5", "post": 1}
        await anna.send({"leave": "room", "pk": 5})
        assert await anna.hears_nothing()
        await in_thread(send_hint)("room:5", post=2)
        assert await anna.hears_nothing()


async def test_E4_a_page_asks_only_when_something_passed_before_its_socket(monkeypatch):
    _, session = await signed_in("anna", 5)
    monkeypatch.setattr(hub.server_time, "TOLERANCE", timedelta())
    async with page(session) as first:
        await first.joins("room", 5)
        asked = f"/ws/?since={hub.seconds() * 1000:.0f}"
        async with page(session, asked) as quiet:
            assert await quiet.joins("room", 5) == {"joined": "room", "pk": 5}
            assert await quiet.hears_nothing()
        await in_thread(send_hint)("room:5", post=1)
        assert (await first.hears())["post"] == 1
        async with page(session, asked) as late:
            await late.joins("room", 5)
            assert await late.hears() == {"resync": True}
            await late.joins("room", 5)  # from now on it hears
            assert await late.hears_nothing()
        for other in ("/ws/", "/ws/?since=x", f"/ws/?since={hub.seconds() * 1000 + 1:.0f}"):
            async with page(session, other) as calm:
                await calm.joins("room", 5)
                assert await calm.hears_nothing()


async def test_what_a_page_joins_later_makes_it_ask_nothing(monkeypatch):
    _, session = await signed_in("anna", 5)
    monkeypatch.setattr(consumer, "PAGE_SECONDS", -1)
    async with page(session, "/ws/?since=0") as tab:
        await tab.joins("room", 5)
        assert await tab.hears_nothing()


async def test_everybody_hears_the_own_channel_unasked():
    anna, session = await signed_in()
    async with page(session) as tab, page(session) as other_tab:
        assert await tab.hears_nothing()
        assert await other_tab.hears_nothing()
        await in_thread(send_hint)(f"person:{anna.pk}", bell=3)
        await in_thread(send_hint)(f"person:{anna.pk + 1}", bell=4)
        for each in (tab, other_tab):
            assert (await each.hears())["bell"] == 3
            assert await each.hears_nothing()


@pytest.mark.parametrize("session", ["", "nonsense", "x" * 32])
async def test_A8_without_a_session_the_socket_asks_to_sign_in(session):
    async with page(session) as stranger:
        assert await stranger.ends() == 4401


async def test_A8_a_deactivated_person_is_not_let_in():
    anna, session = await signed_in()
    await User.objects.filter(pk=anna.pk).aupdate(is_active=False)
    async with page(session) as tab:
        assert await tab.ends() == 4401


async def test_B2_a_session_past_its_absolute_age_is_not_let_in(settings):
    _, session = await signed_in()

    @sync_to_async
    def grow_old():
        client = Client()
        client.cookies["sessionid"] = session
        stored = client.session
        stored[permissions.SESSION_STARTED] = 1
        stored.save()

    await grow_old()
    async with page(session) as tab:
        assert await tab.ends() == 4401


async def test_A8_the_session_of_an_old_password_is_not_let_in():
    anna, session = await signed_in()
    await in_thread(anna.set_password)("another horse")
    await anna.asave()
    async with page(session) as tab:
        assert await tab.ends() == 4401


@pytest.mark.parametrize(
    "headers",
    [
        ((b"host", b"127.0.0.1:8000"),),
        ((b"origin", b"null"), (b"host", b"127.0.0.1:8000")),
        ((b"origin", b"https://evil.example"), (b"host", b"127.0.0.1:8000")),
        ((b"origin", b"http://127.0.0.1:9999"), (b"host", b"127.0.0.1:8000")),
        ((b"origin", b"https://localhost:8000"), (b"host", b"localhost:8000")),
        ((b"origin", b"http://evil.example"), (b"host", b"evil.example")),
        ((b"origin", b"http://127.0.0.1:8000.evil.example"), (b"host", b"127.0.0.1:8000")),
        ((b"origin", b"\xff\xfe"), (b"host", b"\xff")),
    ],
)
async def test_A8_a_foreign_or_missing_origin_is_refused_before_the_socket_opens(headers):
    _, session = await signed_in()
    cookie = (b"cookie", f"sessionid={session}".encode())
    communicator = WebsocketCommunicator(consumer.application(), "/ws/", [*headers, cookie])
    opened, _ = await communicator.connect(SECONDS)
    assert not opened


async def test_A8_another_own_host_name_is_an_own_origin():
    _, session = await signed_in()
    headers = ((b"origin", b"http://localhost:8000"), (b"host", b"localhost:8000"))
    async with page(session, headers=headers) as tab:
        assert await tab.hears_nothing()


@pytest.mark.parametrize("path", ["/ws", "/ws/x/", "/", "/ws/%00"])
async def test_K5_unknown_paths_close_with_4404(path):
    _, session = await signed_in()
    async with page(session, path=path) as tab:
        assert await tab.ends() == 4404


async def test_a_database_that_is_away_sends_the_page_away_for_a_while(monkeypatch):
    def away(session_key):
        raise DatabaseError

    monkeypatch.setattr(permissions, "person_of", away)
    async with page("x" * 32) as tab:
        assert await tab.ends() == 1013


# --- joining ---
@pytest.mark.parametrize(
    ("topic", "pk"), [("room", 6), ("room", 2**63 - 1), ("room", "five"), ("nonsense", 5)]
)
async def test_A2_what_one_may_not_hear_answers_like_what_does_not_exist(topic, pk):
    _, session = await signed_in("eve")
    await Group.objects.acreate(pk=6, name="secret")
    async with page(session) as eve:
        assert await eve.joins(topic, pk) == {"refused": topic, "pk": pk}
        await in_thread(send_hint)("room:6", post=1)
        assert await eve.hears_nothing()


async def test_joining_twice_is_joining_once():
    _, session = await signed_in("anna", 5)
    async with page(session) as anna:
        await anna.joins("room", 5)
        assert await anna.joins("room", 5) == {"joined": "room", "pk": 5}
        await in_thread(send_hint)("room:5", post=1)
        assert (await anna.hears())["post"] == 1
        assert await anna.hears_nothing()


async def test_leaving_what_was_never_joined_changes_nothing():
    _, session = await signed_in("anna", 5)
    async with page(session) as anna:
        await anna.send({"leave": "room", "pk": 5})
        assert await anna.hears_nothing()


async def test_a_socket_joins_a_limited_number_of_topics(monkeypatch):
    monkeypatch.setattr(consumer, "TOPICS_PER_SOCKET", 1)
    _, session = await signed_in("anna", 5, 6)
    async with page(session) as anna:
        assert "joined" in await anna.joins("room", 5)
        assert "refused" in await anna.joins("room", 6)
        assert "joined" in await anna.joins("room", 5)


# --- garbage ---
@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"join"',
        '{"join": "room"}',
        '{"join": "room", "pk": null}',
        '{"join": "room", "pk": true}',
        '{"join": "room", "pk": -1}',
        '{"join": "room", "pk": 1.5}',
        '{"join": "room", "pk": 99999999999999999999}',
        '{"join": "room", "pk": "a b"}',
        '{"join": "room", "pk": "\\u0000"}',
        '{"join": ["room"], "pk": 1}',
        '{"join": "room", "pk": 1, "as": "admin"}',
        '{"join": "room", "leave": "room", "pk": 1}',
        '{"post": "hello"}',
        '{"ping": 2}',
        "[" * 30_000,
        "NaN",
        "1" * 5_000,
    ],
)
async def test_K5_a_bad_frame_closes_with_4400(frame):
    _, session = await signed_in()
    async with page(session) as tab:
        await tab.send(frame)
        assert await tab.ends() == 4400


async def test_K5_a_binary_frame_closes_with_4400():
    _, session = await signed_in()
    async with page(session) as tab:
        await tab.socket.send_to(bytes_data=b"\x00\xff")
        assert await tab.ends() == 4400


@pytest.mark.parametrize("text", ["x" * (limits.FRAME_BYTES + 1), '"' + "ü" * 40_000 + '"'])
async def test_C2_a_frame_above_64_KiB_closes_with_4413(text):
    _, session = await signed_in()
    async with page(session) as tab:
        await tab.send(text)
        assert await tab.ends() == 4413


async def test_C2_a_flood_of_frames_closes_with_4409():
    _, session = await signed_in()
    async with page(session) as tab:
        for _ in range(limits.FRAMES_BURST + 30):
            await tab.send({"ping": 1})
        assert await tab.ends() == 4409


def test_C2_a_steady_pace_is_welcome_for_ever():
    now = [0.0]
    budget = protocol.Budget(16, 60, clock=lambda: now[0])
    for _ in range(60):
        budget.consume()
    for _ in range(1000):
        now[0] += 1 / 16
        budget.consume()
    with pytest.raises(protocol.Refused):
        budget.consume()


async def test_C2_the_eleventh_socket_of_a_person_closes_the_oldest():
    _, session = await signed_in()
    async with page(session) as oldest:
        assert await oldest.hears_nothing()  # it has signed in, so it is the oldest
        async with AsyncExitStack() as pages:
            tabs = [
                await pages.enter_async_context(page(session))
                for _ in range(limits.SOCKETS_PER_PERSON)
            ]
            assert all([await tab.hears_nothing() for tab in tabs])
            assert await oldest.ends() == 4409


# --- rights that end ---
async def test_A3_removed_member_socket_hears_nothing_after_the_hint():
    anna, session = await signed_in("anna", 5, 6)
    async with page(session) as tab:
        await tab.joins("room", 5)
        await tab.joins("room", 6)
        await anna.groups.aremove(5)
        await in_thread(access_changed)([anna.pk])
        await in_thread(send_hint)("room:5", post=1)
        assert await tab.hears() == {"left": "room", "pk": 5}
        await in_thread(send_hint)("room:5", post=2)
        await in_thread(send_hint)("room:6", post=3)
        assert await tab.hears() == {"channel": "room:6", "post": 3}


async def test_A3_frames_already_queued_when_a_right_ends_are_dropped():
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        room = hub.of_this_loop()
        await anna.groups.aremove(5)
        for number in range(10):  # in one go: the writer has no chance in between
            room.deliver("room:5", f'{{"post":{number}}}')
        room.deliver(hints.ACCESS, f"[{anna.pk}]")
        assert await tab.hears() == {"left": "room", "pk": 5}
        assert await tab.hears_nothing()


async def test_A3_without_any_hint_the_right_ends_within_the_half_minute(monkeypatch):
    monkeypatch.setattr(recheck, "ROUND_SECONDS", 0.2)
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        await anna.groups.aremove(5)
        assert await tab.hears() == {"left": "room", "pk": 5}


async def test_A3_a_session_that_ended_without_any_hint_is_noticed_as_well(monkeypatch):
    monkeypatch.setattr(recheck, "ROUND_SECONDS", 0.2)
    _, session = await signed_in("anna", 5)
    async with page(session) as tab, page(session) as other_tab:
        await tab.joins("room", 5)
        await Session.objects.filter(pk=session).adelete()
        assert await tab.ends() == 4401
        assert await other_tab.ends() == 4401


async def test_A3_no_frame_goes_out_on_a_right_confirmed_more_than_30_seconds_ago():
    assert consumer.CONFIRMED_SECONDS <= 30
    assert recheck.ROUND_SECONDS < consumer.CONFIRMED_SECONDS
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        await anna.groups.aremove(5)
        (ear,) = hub.of_this_loop().everybody()
        ear.confirmed_at -= consumer.CONFIRMED_SECONDS + 1
        await in_thread(send_hint)("room:5", post=1)
        assert await tab.hears() == {"left": "room", "pk": 5}
        assert await tab.hears_nothing()


async def test_A3_an_old_answer_of_the_sweep_never_brings_a_right_back():
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        (ear,) = hub.of_this_loop().everybody()
        old = permissions.GrantedChannels({("room", 5): ["room:5"]}, ear.stamp)
        await anna.groups.aremove(5)
        await in_thread(access_changed)([anna.pk])
        assert await tab.hears() == {"left": "room", "pk": 5}
        ear.confirm(old, 0.0)
        await in_thread(send_hint)("room:5", post=1)
        assert await tab.hears_nothing()


async def test_the_sweep_asks_once_for_all_sockets_of_a_session(monkeypatch):
    asked, ask = [], permissions.topics_of

    def counting(session_key, person, joined):
        asked.append((session_key, joined))
        return ask(session_key, person, joined)

    anna, session = await signed_in("anna", 5, 6)
    async with page(session) as tab, page(session) as other_tab:
        await tab.joins("room", 5)
        await other_tab.joins("room", 6)
        monkeypatch.setattr(permissions, "topics_of", counting)
        await recheck.ask_for(hub.of_this_loop(), anna.pk)
        assert asked == [(session, [("room", 5), ("room", 6)])]
        assert await tab.hears_nothing()


async def test_the_sweep_survives_a_database_that_is_away(monkeypatch):
    def away(*args):
        raise DatabaseError

    monkeypatch.setattr(recheck, "AWAY_SECONDS", 0.01)
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        monkeypatch.setattr(permissions, "topics_of", away)
        await recheck.ask_for(hub.of_this_loop(), anna.pk)
        assert await tab.hears_nothing()


async def test_A3_a_reconnect_does_not_bring_the_right_back():
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
    await anna.groups.aremove(5)
    async with page(session) as tab:
        assert await tab.joins("room", 5) == {"refused": "room", "pk": 5}


async def test_A3_a_right_that_comes_back_is_heard_after_joining_again():
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        await anna.groups.aremove(5)
        await in_thread(access_changed)([anna.pk])
        assert await tab.hears() == {"left": "room", "pk": 5}
        await anna.groups.aadd(5)
        assert "joined" in await tab.joins("room", 5)


async def test_A3_a_topic_of_many_channels_follows_the_rights(monkeypatch):
    def all_rooms(user, pk):
        return [f"room:{known}" for known in user.groups.values_list("pk", flat=True)]

    monkeypatch.setitem(hints.CHANNELS, "rooms", hints.LiveChannel(all_rooms))
    anna, session = await signed_in("anna", 5)
    await Group.objects.acreate(pk=6, name="six")
    async with page(session) as tab:
        await tab.joins("rooms", 0)
        await anna.groups.aadd(6)
        await anna.groups.aremove(5)
        await in_thread(access_changed)([anna.pk])
        assert await tab.hears() == {"resync": True}
        await in_thread(send_hint)("room:5", post=1)
        await in_thread(send_hint)("room:6", post=2)
        assert await tab.hears() == {"channel": "room:6", "post": 2}


async def test_A3_others_are_not_disturbed_when_one_loses_a_right():
    anna, anna_session = await signed_in("anna", 5)
    _, ben_session = await signed_in("ben", 5)
    async with page(anna_session) as annas, page(ben_session) as bens:
        await annas.joins("room", 5)
        await bens.joins("room", 5)
        await anna.groups.aremove(5)
        await in_thread(access_changed)([anna.pk])
        await in_thread(send_hint)("room:5", post=1)
        assert (await bens.hears())["post"] == 1
        assert await annas.hears() == {"left": "room", "pk": 5}


@pytest.mark.parametrize("how", ["logout", "deactivation", "password"])
async def test_A3_an_ended_session_closes_the_socket_with_4401(how):
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        if how == "logout":
            await Session.objects.filter(pk=session).adelete()
        elif how == "deactivation":
            await User.objects.filter(pk=anna.pk).aupdate(is_active=False)
        else:
            await in_thread(anna.set_password)("another horse")
            await anna.asave()
        await in_thread(end_sessions_of)(anna.pk)
        await in_thread(send_hint)("room:5", post=1)
        output = await tab.socket.receive_output(SECONDS)
        assert (output["type"], output["code"]) == ("websocket.close", 4401)


async def test_A3_ending_one_session_leaves_the_other_device_alone():
    anna, phone = await signed_in()
    _, desk = await signed_in()
    async with page(phone) as on_phone, page(desk) as at_desk:
        await Session.objects.filter(pk=phone).adelete()
        await in_thread(end_sessions_of)(anna.pk)
        assert await on_phone.ends() == 4401
        assert await at_desk.hears_nothing()


async def test_A3_nobody_hears_anything_while_the_database_cannot_say_who_may(monkeypatch):
    anna, session = await signed_in("anna", 5)
    monkeypatch.setattr(consumer, "RETRY_SECONDS", 0.2)
    ask = permissions.topics_of
    async with page(session) as tab:
        await tab.joins("room", 5)

        def away(*args):
            raise DatabaseError

        monkeypatch.setattr(permissions, "topics_of", away)
        await in_thread(access_changed)([anna.pk])
        await in_thread(send_hint)("room:5", post=1)
        assert await tab.hears_nothing()
        monkeypatch.setattr(permissions, "topics_of", ask)
        assert await tab.hears() == {"resync": True}
        await in_thread(send_hint)("room:5", post=2)
        assert (await tab.hears())["post"] == 2


async def test_C1_a_rule_that_fails_ends_the_socket_and_not_its_hearing_alone(monkeypatch, caplog):
    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)

        def broken(user, pk):
            raise ZeroDivisionError

        monkeypatch.setitem(hints.CHANNELS, "room", hints.LiveChannel(broken))
        await in_thread(access_changed)([anna.pk])
        assert await tab.ends() == 1013
    assert "cannot go on" in caplog.text


async def test_A3_the_shortcut_is_not_taken_while_a_right_is_in_doubt():
    class Shortcut:
        written = ()

        def write(self, frame):
            self.written += (frame,)
            return True

    anna, session = await signed_in("anna", 5)
    async with page(session) as tab:
        await tab.joins("room", 5)
        assert await tab.hears_nothing()
        room = hub.of_this_loop()
        (ear,) = room.everybody()
        ear.line, ear.is_idle = Shortcut(), True
        room.deliver("room:5", '{"post":1}')
        assert ear.line.written == (protocol.websocket_frame('{"post":1}'),)
        await anna.groups.aremove(5)
        room.deliver(hints.ACCESS, f"[{anna.pk}]")
        room.deliver("room:5", '{"post":2}')
        assert await tab.hears() == {"left": "room", "pk": 5}
        room.deliver("room:5", '{"post":3}')
        assert len(ear.line.written) == 1


# --- readers that do not read ---
async def test_a_reader_that_is_too_slow_is_closed_with_4408_and_holds_up_nobody():
    _, slow_session = await signed_in("anna", 5)
    _, quick_session = await signed_in("ben", 5)
    async with page(slow_session) as slow, page(quick_session) as quick:
        await slow.joins("room", 5)
        await quick.joins("room", 5)
        room = hub.of_this_loop()
        (ear,) = [each for each in room.everybody() if each.session_key == slow_session]
        stalled = asyncio.Event()
        send = ear.base_send

        async def stall(message):
            if message["type"] == "websocket.send":
                await stalled.wait()
            await send(message)

        ear.base_send = stall
        for number in range(consumer.FRAMES_WAITING + 2):
            room.deliver("room:5", f'{{"post":{number}}}')
            assert (await quick.hears())["post"] == number
        assert await slow.ends() == 4408
        assert room.subscribers["room:5"] == {
            each for each in room.everybody() if each.session_key == quick_session
        }


async def test_a_socket_that_is_gone_leaves_nothing_behind():
    _, session = await signed_in("anna", 5)
    room = hub.of_this_loop()
    async with page(session) as tab:
        await tab.joins("room", 5)
        assert room.subscribers
    assert not room.subscribers
    assert not room.people


async def test_I2_a_server_that_stops_sends_every_socket_away():
    _, session = await signed_in()
    async with page(session) as tab:
        assert await tab.hears_nothing()
        hub.of_this_loop().close(1012)
        assert await tab.ends() == 1012
