"""The bell in a real browser: live on every device, with keys, without script."""

import pytest
from playwright.sync_api import expect

from feed import actions as feed
from kit.outbox import work
from notifications.models import Notification
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.factories import make_comment, make_post, make_space, make_user

TWO_SECONDS = 2_000


@pytest.fixture
def anna():
    return make_user("anna")


@pytest.fixture
def post(anna):
    return make_post(anna, make_space(anna, make_user("ben")), body="The valve leaks")


@pytest.fixture
def told(post):
    """Anna has a comment and a reaction waiting."""
    make_comment(post, make_user("ben"), body="Which one")
    feed.react_to_post(by=make_user("ben"), post=post)
    handle()


def handle():
    while work():
        pass


def bell(page):
    return page.locator("[data-badge=notifications]").locator("visible=true").first


def test_the_number_is_the_same_on_all_devices_within_two_seconds(open_browser, anna, post):
    desk, phone = open_browser(anna), open_browser(anna, size="phone")
    for page in (desk, phone):
        page.goto("/")
        expect(page.locator("live-socket[listening]")).to_be_attached()
    make_comment(post, make_user("ben"))
    handle()
    for page in (desk, phone):
        dot = page.locator("[data-badge=notifications] .badge [aria-hidden]")
        expect(dot.locator("visible=true")).to_have_text("1", timeout=TWO_SECONDS)
    phone.goto("/notifications/")
    phone.locator("form[data-read] button").click()
    expect(phone.locator("#c-1, .comment").first).to_be_visible()
    gone = desk.locator("[data-badge=notifications] .badge")
    expect(gone).to_have_count(0, timeout=TWO_SECONDS)


@pytest.mark.usefixtures("told")
def test_e_marks_a_line_read_and_goes_to_the_next(open_browser, anna):
    page = open_browser(anna)
    page.goto("/notifications/")
    expect(page.locator("live-socket[listening]")).to_be_attached()
    lines = page.locator("form[data-read] button")
    lines.first.focus()
    page.keyboard.press("e")
    expect(lines).to_have_count(1)
    expect(lines).to_be_focused()
    page.keyboard.press("e")
    expect(lines).to_have_count(0)
    assert not Notification.objects.unread().exists()
    expect(page.locator("[data-badge=notifications] .badge")).to_have_count(0)


@pytest.mark.usefixtures("told")
def test_the_bell_needs_no_script(open_browser, anna, post):
    page = open_browser(anna, java_script_enabled=False)
    page.goto("/notifications/")
    page.get_by_role("button", name="commented on your post").click()
    expect(page).to_have_url(f"{page.url.split('/p/')[0]}/p/{post.pk}/#c-{post.comments.get().pk}")
    page.goto("/notifications/")
    page.get_by_role("button", name="Mark all read").click()
    expect(page.get_by_role("heading", name="New")).to_have_count(0)
    page.get_by_role("link", name="reacted to your post").click()
    expect(page.locator("post-card")).to_contain_text("The valve leaks")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("size", "language"), [("phone", "de"), ("desktop", "en")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(open_browser, anna, size, language, scheme):
    page = open_browser(anna, size=size, language=language, color_scheme=scheme)
    page.goto("/notifications/")
    assert_accessible(page)
    assert_fits(page)
    Notification.objects.all().delete()
    page.goto("/notifications/")
    assert_accessible(page)
