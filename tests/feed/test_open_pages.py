"""Open pages of a post and of a feed: what reaches them over the socket when a right has ended."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from accounts.models import User
from accounts.sessions import Session
from feed import actions
from kit.live.hints import access_changed
from spaces.models import Membership
from tests.factories import make_comment, make_post, make_space, make_user
from tests.sockets import page, so_far

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("live_transport"),
]
in_thread = sync_to_async


@sync_to_async
def world():
    """A post of Anna that Ben and Cem may read, and a session of each of the two."""
    anna, ben, cem = make_user("anna"), make_user("ben"), make_user("cem")
    post = make_post(anna, make_space(anna, ben, cem, access="closed"), "Words")
    return post, *map(session_of, (ben, cem))


def session_of(person):
    client = Client()
    client.force_login(person)
    return client.session.session_key


async def opened(tab, post):
    assert "joined" in await tab.joins("post", post.pk)
    assert "joined" in await tab.joins("feed", 0)


async def hears_comment(tab, comment):
    """The frames of a comment, in whichever order: for the post with the row, for the feed."""
    frames = {frame["channel"].split(":")[0]: frame for frame in [await tab.hears() for _ in "12"]}
    assert f'id="c-{comment.pk}"' in frames["post"]["row"]
    assert "row" not in frames["space"] and "1 Kommentar" in frames["space"]["sum"]


async def test_a_comment_reaches_open_pages_with_what_they_show():
    post, ben, cem = await world()
    async with page(ben) as his, page(cem) as hers:
        for tab in (his, hers):
            await opened(tab, post)
        comment = await in_thread(make_comment)(post, post.author)
        for tab in (his, hers):
            await hears_comment(tab, comment)


@pytest.mark.parametrize("end", ["removed", "deactivated", "signed out"])
async def test_A3_content_reaches_nobody_whose_right_ended_though_no_hint_told_so(end):
    post, ben, cem = await world()
    async with page(ben) as his, page(cem) as hers:
        for tab in (his, hers):
            await opened(tab, post)
        if end == "removed":
            await Membership.objects.filter(user__handle="ben").adelete()
        elif end == "deactivated":
            await User.objects.filter(handle="ben").aupdate(is_active=False)
        else:
            await Session.objects.filter(session_key=ben).adelete()
        comment = await in_thread(make_comment)(post, post.author, "Not for him")
        await hears_comment(hers, comment)
        if end != "removed":
            assert await his.ends() == 4401
            return
        told = [await his.hears()]
        while {"left": "post", "pk": post.pk} not in told:
            told.append(await his.hears())
        told += await so_far(his)
        assert "Not for him" not in json.dumps(told) and "sum" not in json.dumps(told)


async def test_A3_what_waits_for_delivery_when_a_right_ends_does_not_leave():
    post, ben, cem = await world()
    async with page(ben) as his, page(cem) as hers:
        for tab in (his, hers):
            await opened(tab, post)

        def leave_and_write():
            for number in range(5):
                make_comment(post, post.author, f"Before {number}")
            Membership.objects.filter(user__handle="ben").delete()
            access_changed([make_user("ben").pk])
            for number in range(5):
                make_comment(post, post.author, f"After {number}")

        await in_thread(leave_and_write)()
        heard = ""
        while "After 4" not in heard:
            heard += json.dumps(await hers.hears())
        told = ""
        while '"left"' not in told:
            told += json.dumps(await his.hears())
        told += json.dumps(await so_far(his))
        assert "After" not in told


async def test_reactions_that_come_while_one_is_delivered_are_delivered_together():
    post, _, cem = await world()
    people = await in_thread(lambda: [make_user(f"fan{n}") for n in range(8)])()
    async with page(cem) as hers:
        await opened(hers, post)
        for one in people:
            await in_thread(actions.react_to_post)(by=one, post=post)
        sums = []
        async with asyncio.timeout(10):
            while not sums or "6 weitere" not in sums[-1]:
                sums.append((await hers.hears())["sum"])
        assert len(sums) <= 2 * len(people)
