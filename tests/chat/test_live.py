"""What open rooms hear, and that they fall silent when a right ends; on both transports."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from accounts.actions import deactivate_person, end_sessions
from chat import actions, queries
from chat.live import SPREAD_FROM, SPREAD_MS
from chat.models import Conversation
from kit import limits
from kit.live import hub, polling
from kit.live.hints import CHANNELS, send_hint
from spaces.actions import archive_space, change_space, leave_space, remove_member
from spaces.models import Space
from tests.factories import make_group, make_message, make_space, make_user
from tests.sockets import SECONDS, page, so_far

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("live_transport"),
]

SILENCE_SECONDS = 2  # what A3 grants


@sync_to_async
def session_of(person):
    client = Client()
    client.force_login(person)
    return client.session.session_key


in_thread = sync_to_async


async def until_over(tab):
    """Everything a page is sent until it is told that it may hear no more: it leaves, or closes."""
    told = ""
    while '"left"' not in told:
        output = await tab.socket.receive_output(SECONDS)
        told += output.get("text", "")
        if output["type"] == "websocket.close":
            break
    return told


async def is_open(tab, person):
    """The hints of this process arrive: over Redis the subscription takes a moment."""
    hello = {"channel": f"person:{person.pk}", "hello": True}
    for _ in range(100):
        await in_thread(send_hint)(hello["channel"], hello=True)
        if hello in await so_far(tab):
            break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError("hints do not arrive")
    await asyncio.sleep(0.1)
    await so_far(tab)


async def silent_about(tab, conversation, change):
    """Let `change` happen and listen for as long as a right may outlive its end."""
    end = asyncio.get_running_loop().time() + SILENCE_SECONDS
    while asyncio.get_running_loop().time() < end:
        await in_thread(change)()
        if any(f.get("channel") == f"chat:{conversation.pk}" for f in await so_far(tab)):
            return False
        await asyncio.sleep(0.2)
    return True


class World:
    """A group and a closed space; Anna looks after both, Ben is in both."""

    def __init__(self):
        self.anna, self.ben = make_user("anna"), make_user("ben")
        self.group = make_group(self.ben)
        self.space = make_space(self.ben, access="closed", managers=(self.anna,))
        self.talk = actions.open_space_conversation(by=self.anna, space=self.space)
        make_message(self.talk)

    def removal(self):
        actions.remove_participant(by=self.anna, conversation=self.group, user=self.ben)

    def leaving(self):
        actions.leave_conversation(by=self.ben, conversation=self.group)

    def removal_from_the_space(self):
        remove_member(by=self.anna, space=self.space, user=self.ben)

    def leaving_the_space(self):
        leave_space(by=self.ben, space=self.space)

    def deactivation(self):
        deactivate_person(by=None, user=self.ben)

    def logout(self):
        end_sessions(user=self.ben)


@pytest.fixture
async def world():
    return await in_thread(World)()


# --- hints ---------------------------------------------------------------------------------------
async def test_E4_a_message_reaches_open_rooms_with_its_hint_and_lists_get_a_line(world):
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        assert await tab.joins("chat", world.group.pk) == {"joined": "chat", "pk": world.group.pk}
        await in_thread(make_message)(world.group, world.anna, "Quiet words")
        heard = await tab.hears()
        assert "Quiet words" in heard["rows"] and 'data-seq="2"' in heard["rows"]
        assert (heard["channel"], heard["seq"]) == (f"chat:{world.group.pk}", 2)
        assert (heard["after"], heard["change"]) == (1, 2)
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chats", 0)
        await in_thread(make_message)(world.group, world.anna, "Louder words")
        heard = await tab.hears()
        assert "rows" not in heard and heard["line"] == "Anna: Louder words"


async def test_E7_edits_and_deletions_are_heard_and_what_was_deleted_is_not(world):
    message = await in_thread(make_message)(world.group, world.anna, "first words")
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chat", world.group.pk)
        await in_thread(actions.edit_message)(by=world.anna, message=message, body="other words")
        edited = await tab.hears()
        await in_thread(actions.delete_message)(by=world.anna, message=message)
        deleted = await tab.hears()
        assert (edited["change"], deleted["change"]) == (3, 4)
        assert "other words" in edited["rows"] and "first words" not in edited["rows"]
        assert "m-2" in deleted["rows"] and "other words" not in json.dumps(deleted)


@pytest.mark.parametrize("end", ["removal", "removal_from_the_space", "deactivation", "logout"])
async def test_A3_a_message_leaves_for_nobody_whose_right_has_ended_untold(world, end, monkeypatch):
    """Even where the hint about the right is lost and no sweep comes by."""
    conversation = world.talk if "space" in end else world.group
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chat", conversation.pk)
        with monkeypatch.context() as patch:
            patch.setattr("kit.live.hints.ACCESS", "!lost")
            await in_thread(getattr(world, end))()
        await in_thread(make_message)(conversation, world.anna, "Not for Ben")
        told = await until_over(tab)
        assert "Not for Ben" not in told


async def test_A3_a_message_that_waits_in_line_is_dropped_when_the_right_ends(world, monkeypatch):
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chat", world.group.pk)
        socket = next(one for one in hub.of_this_loop().everybody() if one.person == world.ben.pk)
        monkeypatch.setattr("kit.live.hints.ACCESS", "!lost")
        await in_thread(world.removal)()
        socket.ask_again()  # what is offered from here on waits for the answer
        socket.offer(f"chat:{world.group.pk}", '{"rows":"Not for Ben"}')
        assert "Not for Ben" not in json.dumps(await so_far(tab))


async def test_E6_a_position_is_heard_by_the_own_devices_only(world):
    phone, desk = await session_of(world.ben), await session_of(world.ben)
    async with page(phone) as one, page(desk) as other, page(await session_of(world.anna)) as annas:
        await is_open(one, world.ben)
        await is_open(annas, world.anna)
        await so_far(other)
        await annas.joins("chat", world.group.pk)
        await in_thread(actions.mark_read)(by=world.ben, conversation=world.group, upto=1)
        for each in (one, other):
            heard = await each.hears()
            assert (heard["chat"], heard["read"]) == (world.group.pk, 1)
        assert await annas.hears_nothing()


async def test_a_crowd_is_told_to_spread_its_questions(world):
    await Space.objects.filter(pk=world.space.pk).aupdate(member_count=SPREAD_FROM)
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chat", world.talk.pk)
        talk = await Conversation.objects.select_related("space").aget(pk=world.talk.pk)
        await in_thread(make_message)(talk, world.anna)
        assert (await tab.hears())["spread"] == SPREAD_MS


# --- rights --------------------------------------------------------------------------------------
async def test_A3_strangers_join_no_conversation_of_others_not_even_of_an_open_space(world):
    await in_thread(change_space)(by=world.anna, space=world.space, access="open")
    async with page(await session_of(await in_thread(make_user)("eve"))) as eve:
        for pk in (world.group.pk, world.talk.pk, world.talk.pk + 999):
            assert await eve.joins("chat", pk) == {"refused": "chat", "pk": pk}
        assert await eve.joins("chats", 0) == {"refused": "chats", "pk": 0}


@pytest.mark.parametrize("topic", ["chat", "chats"])
@pytest.mark.parametrize(
    "end", ["removal", "leaving", "removal_from_the_space", "leaving_the_space"]
)
async def test_A3_whose_part_ends_hears_no_more_of_the_conversation(world, end, topic):
    conversation = world.talk if "space" in end else world.group
    joined = conversation.pk if topic == "chat" else 0
    session = await session_of(world.ben)
    async with page(session) as tab:
        await is_open(tab, world.ben)
        assert "joined" in await tab.joins(topic, joined)
        await in_thread(make_message)(conversation, world.anna)
        assert (await tab.hears())["channel"] == f"chat:{conversation.pk}"
        await in_thread(getattr(world, end))()
        # the note that he left may still be heard: it was written before he was outside
        assert await silent_about(tab, conversation, lambda: make_message(conversation, world.anna))
    async with page(session) as tab:  # a reconnect does not bring the right back
        assert await tab.joins("chat", conversation.pk) == {
            "refused": "chat",
            "pk": conversation.pk,
        }


@pytest.mark.parametrize("end", ["deactivation", "logout"])
async def test_A3_an_ended_session_hears_nothing_more_and_is_closed(world, end):
    session = await session_of(world.ben)
    async with page(session) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chat", world.group.pk)
        await in_thread(getattr(world, end))()
        await in_thread(make_message)(world.group, world.anna)
        output = await tab.socket.receive_output(SECONDS)
        assert (output["type"], output["code"]) == ("websocket.close", 4401)
    async with page(session) as tab:
        assert await tab.ends() == 4401


@pytest.mark.parametrize("change", [{"access": "secret"}, {"access": "open"}, None])
async def test_A3_members_go_on_hearing_when_the_access_of_their_space_changes(world, change):
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chat", world.talk.pk)
        if change:
            await in_thread(change_space)(by=world.anna, space=world.space, **change)
            await in_thread(make_message)(world.talk, world.anna)
        else:
            message = await in_thread(make_message)(world.talk, world.anna)
            await tab.hears()
            await in_thread(archive_space)(by=world.anna, space=world.space)
            await in_thread(actions.delete_message)(by=world.anna, message=message)
        while (frame := await tab.hears()).get("channel") != f"chat:{world.talk.pk}":
            assert "left" not in frame


async def test_A3_who_comes_back_hears_again_and_reads_from_joining_on(world):
    def begin():
        group = make_group(world.ben, name="Night", history="joining")
        for _ in range(3):
            make_message(group, world.anna, "before")
        actions.leave_conversation(by=world.ben, conversation=group)
        make_message(group, world.anna, "between")
        return group

    group = await in_thread(begin)()
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        assert "refused" in await tab.joins("chat", group.pk)
        await in_thread(actions.add_participants)(
            by=world.anna, conversation=group, people=[world.ben]
        )
        while "chat" not in await tab.hears():
            pass
        assert "joined" in await tab.joins("chat", group.pk)
        await in_thread(make_message)(group, world.anna, "after")
        while (await tab.hears()).get("channel") != f"chat:{group.pk}":
            pass
    found = await in_thread(queries.changes)(world.ben, group, 0)
    assert [message.body for message in found] == ["", "after"]  # the first: that he was added


async def test_A3_who_is_added_to_a_group_hears_it_in_the_list_without_joining_anew(world):
    async with page(await session_of(world.ben)) as tab:
        await is_open(tab, world.ben)
        await tab.joins("chats", 0)
        fresh = await in_thread(make_group)(world.ben, name="New")
        while (await tab.hears()) != {"resync": True}:
            pass
        await in_thread(make_message)(fresh, world.anna)
        while (await tab.hears()).get("channel") != f"chat:{fresh.pk}":
            pass


# --- bad input -----------------------------------------------------------------------------------
BAD = {
    "oversize": ("x" * (limits.FRAME_BYTES + 1), 4413),
    "garbage": ('{"join": "chat", "pk": {"$gt": 0}}', 4400),
    "no number": ('{"join": "chat", "pk": 99999999999999999999}', 4400),
    "a message": ('{"chat": 1, "body": "hello"}', 4400),
}


@pytest.mark.parametrize("name", BAD)
async def test_K5_a_bad_frame_in_a_room_closes_that_socket_and_no_other(world, name):
    frame, code = BAD[name]
    async with page(await session_of(world.ben)) as bens, page(await session_of(world.anna)) as tab:
        await is_open(tab, world.anna)
        await bens.joins("chat", world.group.pk)
        await tab.joins("chat", world.group.pk)
        await bens.send(frame)
        assert await bens.ends() == code
        await in_thread(make_message)(world.group, world.anna)
        while (await tab.hears()).get("channel") != f"chat:{world.group.pk}":
            pass


async def test_C2_a_flood_of_joins_closes_with_4409_and_the_others_hear(world):
    async with page(await session_of(world.ben)) as bens, page(await session_of(world.anna)) as tab:
        await is_open(tab, world.anna)
        await tab.joins("chat", world.group.pk)
        for number in range(limits.FRAMES_BURST + 30):
            await bens.send({"join": "chat", "pk": number})
        assert await bens.ends() == 4409
        await in_thread(make_message)(world.group, world.anna)
        while (await tab.hears()).get("channel") != f"chat:{world.group.pk}":
            pass


@pytest.mark.parametrize("pk", ["nonsense", "0", str(2**63)])
async def test_K5_names_that_no_conversation_has_are_refused_like_unknown_ones(world, pk):
    async with page(await session_of(world.ben)) as tab:
        assert await tab.joins("chat", pk) == {"refused": "chat", "pk": pk}
        assert await tab.joins("chatter", 1) == {"refused": "chatter", "pk": 1}
        assert "joined" in await tab.joins("chat", world.group.pk)


def test_A1_topics_ask_the_reading_rule():
    anna, ben, eve = (make_user(name) for name in ("anna", "ben", "eve"))
    group = make_group(ben)
    assert CHANNELS["chat"].rule(anna, group.pk) == [f"chat:{group.pk}"]
    assert CHANNELS["chats"].rule(ben, 0) == [f"chat:{group.pk}"]
    assert CHANNELS["chat"].rule(eve, group.pk) == CHANNELS["chats"].rule(eve, 0) == []


async def test_E4_the_safety_poll_finds_a_message_nobody_was_told_of(monkeypatch):
    anna, ben = await in_thread(make_user)("anna"), await in_thread(make_user)("ben")
    group = await in_thread(make_group)(anna, ben)
    async with page(await session_of(ben)) as tab:
        await tab.joins("chat", group.pk)
        monkeypatch.setattr("kit.live.hints.transports.send", lambda channel, frame: None)
        await in_thread(make_message)(group, author=anna)
        await polling.poll_channels(hub.of_this_loop(), "chat", CHANNELS["chat"].latest)
        now = await in_thread(Conversation.objects.get)(pk=group.pk)
        assert (await tab.hears())["change"] == now.last_change
