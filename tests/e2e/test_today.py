"""Today, as somebody on the road meets it: on a phone, with a thumb."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from feed.models import Placement, Post
from kit.jobs.outbox import work
from notifications.models import Notification
from polls.models import Participation
from tests.announcements.newsroom import make_announcement
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.device import ANDROID
from tests.e2e.layout import enlarge
from tests.e2e.waiting import until
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)

AGO = """([key, hours]) =>
    localStorage.setItem(key, JSON.stringify({ at: Date.now() - hours * 36e5 }))"""


@pytest.fixture
def ben():
    return make_user("ben", department="Service")


@pytest.fixture
def poll(anna, ben):
    """One of each kind of thing that may wait for Ben; the open vote is told."""
    space = make_space(anna, ben)
    make_announcement(space, title="Winter rota", confirm_by=timezone.localdate() + timedelta(5))
    make_message(make_group(ben), body="Where is the van?")
    make_comment(make_post(ben, space), body="It is here")
    make_user("carl", department="Service", phone="+49 40 1234")
    poll = make_poll(space=space, body="Which Friday?", options=("4 Dec", "11 Dec", "18 Dec"))
    while work():
        pass
    return poll


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(320, "de", "dark"), (390, "en", "light")]
)
def test_everything_that_waits_fits_and_can_be_read(
    open_browser, ben, poll, width, language, scheme
):
    window = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    page = open_browser(ben, size="phone", language=language, user_agent=ANDROID, **window)
    page.goto("/")
    heads = {"de": ("Heute", "Wartet auf dich"), "en": ("Today", "Waiting for you")}[language]
    for level, words in enumerate(heads, start=1):
        expect(page.get_by_role("heading", level=level, name=words)).to_be_visible()
    expect(page.locator(".tabbar [aria-current]")).to_contain_text(heads[0])
    assert_fits(page)
    assert_accessible(page)
    enlarge(page, 200).reload()
    expect(page.get_by_role("heading", level=2, name=heads[1])).to_be_visible()
    assert_fits(page)


def test_a_vote_and_a_status_take_one_tap_each(open_browser, ben, poll):
    page = open_browser(ben, size="phone", user_agent=ANDROID)
    page.goto("/")
    page.get_by_role("button", name="11 Dec").first.click()
    expect(page.locator("#today-poll")).to_contain_text("Your vote is counted.")
    assert Participation.objects.filter(poll=poll, user=ben).exists()
    page.get_by_role("button", name="With a customer").click()
    said = page.get_by_role("button", name="With a customer until")
    expect(said).to_have_attribute("aria-pressed", "true")
    said.click()
    expect(page.locator(".taps [aria-pressed=true]")).to_have_count(0)


def test_taps_without_a_line_keep_their_look_and_arrive(open_browser, ben, poll):
    page = open_browser(ben, size="phone", user_agent=ANDROID, provoked="ERR_")
    page.goto("/")
    page.context.set_offline(True)
    friday = page.get_by_role("button", name="11 Dec").first
    friday.click()
    expect(friday).to_have_attribute("aria-pressed", "true")
    road = page.get_by_role("button", name="On the road")
    road.click()
    expect(road).to_have_attribute("aria-pressed", "true")
    assert not Participation.objects.filter(poll=poll, user=ben).exists()
    page.context.set_offline(False)
    until(page, Participation.objects.filter(poll=poll, user=ben).exists, "the vote")
    expect(page.locator("#today-poll")).to_contain_text("Your vote is counted.")
    until(page, User.objects.filter(pk=ben.pk, status="driving").exists, "the status")


def test_the_device_knows_since_when_things_are_new(open_browser, ben, poll):
    old = make_post(space=poll.post.spaces.get(), body="Yesterday's news")
    long_ago = timezone.now() - timedelta(hours=3)
    Post.objects.filter(pk=old.pk).update(published_at=long_ago)
    Placement.objects.filter(post=old).update(published_at=long_ago)
    page = open_browser(ben, size="phone", user_agent=ANDROID)
    page.goto("/")
    expect(page.get_by_role("heading", level=2, name="New for you")).to_be_visible()
    page.evaluate(AGO, [f"draft:{ben.pk}:visit", 1])
    page.reload()
    expect(page.get_by_role("heading", level=2, name="New since")).to_be_visible()
    line = page.get_by_text("You have read up to here")
    expect(line).to_be_visible()
    assert line.evaluate("(one) => one.nextElementSibling.id") == f"p-{old.pk}"


def test_after_two_weeks_away_all_that_concerned_me_is_one_list(open_browser, ben, poll):
    mine = make_post(ben, poll.post.spaces.get())
    for number in range(30):
        make_comment(make_post(ben, poll.post.spaces.get()), body=f"Word {number}")
    make_comment(mine, body="Last word")
    while work():
        pass
    told = Notification.objects.visible_to(ben).in_bell().unread().order_by("-bumped_at", "-pk")
    page = open_browser(ben, size="phone", user_agent=ANDROID)
    page.goto("/")
    lines = page.locator("section:has(#today-notifications) form")
    expect(lines).to_have_count(4)
    page.evaluate(AGO, [f"draft:{ben.pk}:visit", 13 * 24])
    page.reload()
    expect(page.get_by_role("heading", level=2, name="New since")).to_be_visible()
    expect(lines).to_have_count(4)
    page.evaluate(AGO, [f"draft:{ben.pk}:visit", 15 * 24])
    page.reload()
    expect(lines).to_have_count(24)
    lines.last.scroll_into_view_if_needed()
    expect(lines).to_have_count(len(told))
    order = lines.evaluate_all("(all) => all.map((one) => new URL(one.action).pathname)")
    assert order == [f"/notifications/{one.pk}/read/" for one in told]
    assert_accessible(page)


def test_whoever_was_here_yesterday_has_the_list_with_a_tap(open_browser, ben, poll):
    for number in range(6):
        make_comment(make_post(ben, poll.post.spaces.get()), body=f"Word {number}")
    while work():
        pass
    page = open_browser(ben, size="phone", user_agent=ANDROID)
    page.goto("/")
    lines = page.locator("section:has(#today-notifications) form")
    expect(lines).to_have_count(4)
    page.get_by_role("link", name="All of it, in order").click()
    expect(lines).to_have_count(9)
    ends = lines.locator(".dot").evaluate_all("(all) => all.map((one) => one.offsetLeft)")
    assert len(set(ends)) == 1  # one below the other: they have their style here too
    expect(page).to_have_url(re.compile("/$"))
