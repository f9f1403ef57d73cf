"""Between a page and the rest of its scripts: no tap is lost, and none counts twice."""

import pytest
from playwright.sync_api import Page, expect

from feed.models import Comment, Reaction
from tests.e2e.waiting import until
from tests.factories import make_post, make_space

REST = "**/static/late.js"


@pytest.fixture
def post(anna, ben):
    return make_post(anna, make_space(anna, ben), "Who has the key?")


@pytest.fixture
def slow_page(open_browser, ben):
    """A page of Ben whose late scripts wait, and what lets them come."""

    def opened(path: str, **more) -> tuple[Page, list]:
        page, held = open_browser(ben, **more), []
        page.route(REST, lambda route: held.append(route))
        page.goto(path, wait_until="domcontentloaded")
        until(page, lambda: held, "the late scripts")
        page.evaluate("window.isTheSamePage = true")
        return page, held

    return opened


def test_a_tap_before_the_late_scripts_is_done_once_they_are_there(slow_page, post):
    page, held = slow_page("/")
    like = page.get_by_role("button", name="Like").first
    like.click()
    like.click()
    expect(like).to_have_attribute("aria-busy", "true")
    assert not Reaction.objects.exists()
    held[0].continue_()
    expect(like).to_have_attribute("aria-pressed", "true")
    until(page, lambda: Reaction.objects.count() == 1, "the reaction")
    assert page.evaluate("window.isTheSamePage")


def test_a_comment_before_the_late_scripts_arrives_once(slow_page, post):
    page, held = slow_page(f"/p/{post.pk}/")
    page.get_by_role("textbox", name="Comment").first.fill("On the hook")
    send = page.locator("comment-thread form button[type=submit]").last
    send.click()
    expect(send).to_have_attribute("aria-busy", "true")
    assert not Comment.objects.exists()
    held[0].continue_()
    until(page, lambda: Comment.objects.count() == 1, "the comment")
    expect(page.locator(".comment")).to_have_count(1)


def test_where_the_late_scripts_do_not_come_a_tap_is_a_plain_form(slow_page, post):
    page, held = slow_page("/", provoked="ERR_FAILED")
    page.get_by_role("button", name="Like").first.click()
    held[0].abort()
    until(page, lambda: Reaction.objects.count() == 1, "the reaction")
    expect(page.locator(".post").first).to_be_visible()
