"""The safety poll: a page with an open socket learns of a lost hint without asking."""

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError
from django.test import Client

from kit.live import hints, hub, polling, transports
from tests.factories import make_user
from tests.sockets import carried_by, page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def numbers():
    """How far the rooms have come; the test moves them."""
    return {}


@pytest.fixture(autouse=True)
async def _live(monkeypatch, settings, numbers):
    monkeypatch.setattr(polling, "ROUND_SECONDS", 0.05)
    room = hints.LiveChannel(lambda user, pk: [f"room:{pk}"])
    monkeypatch.setitem(hints.CHANNELS, "room", room)
    room.latest = lambda pks: {pk: numbers[pk] for pk in pks if pk in numbers}
    async with carried_by(transports.InProcess(), monkeypatch, settings):
        yield


@sync_to_async
def session_of(name):
    client = Client()
    client.force_login(make_user(name))
    return client.session.session_key


async def a_round():
    """Until the next round of this process is over."""
    await polling.poll_channels(hub.of_this_loop(), "room", hints.CHANNELS["room"].latest)


async def test_E4_a_lost_hint_is_made_up_for_without_a_question_of_the_page(numbers):
    async with page(await session_of("anna")) as anna:
        await anna.joins("room", 5)
        numbers[5] = {"change": 7}  # and no push
        assert await anna.hears() == {"channel": "room:5", "change": 7}
        await a_round()
        assert await anna.hears_nothing()


async def test_what_was_told_is_not_told_again(numbers):
    async with page(await session_of("anna")) as anna:
        await anna.joins("room", 5)
        await sync_to_async(hints.send_hint)("room:5", change=3)
        assert (await anna.hears())["change"] == 3
        numbers[5] = {"change": 3}
        await a_round()
        assert await anna.hears_nothing()


async def test_one_question_covers_all_rooms_of_a_process_and_nobody_elses(monkeypatch):
    asked = []
    monkeypatch.setattr(polling, "ROUND_SECONDS", 60)
    monkeypatch.setattr(
        hints.CHANNELS["room"], "latest", lambda pks: asked.append(sorted(pks)) or {}
    )
    async with page(await session_of("anna")) as anna, page(await session_of("ben")) as ben:
        await anna.joins("room", 5)
        await ben.joins("room", 6)
        await a_round()
        assert asked == [[5, 6]]


async def test_I1_the_poll_survives_a_database_that_is_away(monkeypatch, numbers):
    async with page(await session_of("anna")) as anna:
        await anna.joins("room", 5)
        answers = iter([DatabaseError(), {5: {"change": 1}}])

        def newest(pks):
            answer = next(answers, {})
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(hints.CHANNELS["room"], "latest", newest)
        assert (await anna.hears())["change"] == 1


async def test_a_room_nobody_listens_to_is_forgotten(numbers):
    async with page(await session_of("anna")) as anna:
        await anna.joins("room", 5)
        numbers[5] = {"change": 7}
        await anna.hears()
        assert hub.of_this_loop().told["room:5"]["change"] == 7
        await anna.send({"leave": "room", "pk": 5})
        await anna.hears_nothing()
        assert hub.of_this_loop().told == {}
