"""Between a page and its socket: what came meanwhile is asked for, and only then."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.waiting import until
from tests.factories import make_post, make_space, make_user

ASKING = ("/feed/new/", "/chat/unread/", "/notifications/unread/")


@pytest.fixture
def space(ben):
    return make_space(make_user("anna"), ben)


def opened(open_browser, person, asked):
    """A browser of `person` whose feed has been listening for a while."""
    page = open_browser(person)
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto("/")
    page.wait_for_selector("live-socket[listening]", state="attached")
    page.wait_for_timeout(3_000)  # hints of the last two seconds count for the next page
    asked.clear()
    return page


def test_a_page_that_missed_nothing_asks_nothing(open_browser, ben, space):
    asked = []
    page = opened(open_browser, ben, asked)
    page.reload()
    page.wait_for_selector("live-socket[listening]", state="attached")
    page.wait_for_timeout(1_000)  # longer than all who ask again wait
    assert [path for path in asked if path in ASKING] == []


def test_E4_a_post_that_comes_before_the_socket_is_offered(open_browser, ben, space):
    asked = []
    page = opened(open_browser, ben, asked)
    held = []
    page.route("**/static/app.js", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    until(page, lambda: held, "the script")
    make_post(make_user("anna"), space, "In between")
    held[0].continue_()
    expect(page.locator(".newpill")).to_have_text("1 new post")
