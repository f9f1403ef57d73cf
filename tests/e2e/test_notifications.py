"""The bell in a real browser: live on every device, with keys, without script."""

import pytest
from playwright.sync_api import expect

from chat.actions import open_direct
from feed import actions as feed
from kit.jobs.outbox import work
from notifications import actions
from notifications.models import Choice, Notification
from notifications.preferences import actions as preferences
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.factories import make_comment, make_message, make_post, make_space, make_user


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
        expect(dot.locator("visible=true").first).to_have_text("1")
    phone.goto("/notifications/")
    phone.locator("form[data-read] button").click()
    expect(phone.locator("#c-1, .comment").first).to_be_visible()
    gone = desk.locator("[data-badge=notifications] .badge")
    expect(gone).to_have_count(0)


@pytest.mark.usefixtures("told")
def test_e_marks_a_line_read_and_goes_to_the_next(open_browser, anna):
    page = open_browser(anna)
    page.goto("/notifications/")
    expect(page.locator("live-socket[listening]")).to_be_attached()
    page.wait_for_function("() => Boolean(customElements.get('notification-keys'))")
    lines = page.locator("form[data-read] button")
    lines.first.focus()
    page.keyboard.press("e")
    expect(lines).to_have_count(1)
    expect(lines).to_be_focused()
    page.keyboard.press("e")
    expect(lines).to_have_count(0)
    expect(page.locator("[data-badge=notifications] .badge")).to_have_count(0)
    assert not Notification.objects.unread().exists()


@pytest.mark.usefixtures("told")
def test_the_bell_of_a_desk_opens_beside_the_page(open_browser, anna):
    page = open_browser(anna)
    page.goto("/")
    bell, lines = page.locator("bell-menu a").first, page.locator("bell-menu .menu__list")
    bell.click()
    expect(lines).to_contain_text("commented on your post")
    expect(bell).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(lines).to_have_count(0)
    expect(bell).to_be_focused()
    bell.click()
    lines.get_by_role("button", name="Mark all read").click()
    expect(page.locator("[data-badge=notifications] .badge")).to_have_count(0)
    expect(lines.locator(".dot")).to_have_count(0)
    page.locator("main").click(position={"x": 2, "y": 2})
    expect(lines).to_have_count(0)
    assert page.url.endswith("/")
    assert not Notification.objects.unread().exists()


@pytest.mark.usefixtures("told")
def test_the_icon_of_the_app_shows_the_number(open_browser, anna):
    page = open_browser(anna)
    kept = "setAppBadge = async (count) => { document.documentElement.dataset.shown = count; }"
    page.add_init_script(f"Navigator.prototype.{kept}")
    page.goto("/people/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-shown", "2")
    expect(page.locator("live-socket[listening]")).to_be_attached()
    actions.mark_all_read(by=anna)
    expect(root).to_have_attribute("data-shown", "0")


def test_reading_a_room_clears_its_line_on_all_devices(open_browser, anna):
    preferences.choose_preset(by=anna, preset="everything")
    ben = make_user("ben")
    room = open_direct(by=ben, person=anna)
    make_message(room, ben)
    handle()
    desk, phone = open_browser(anna), open_browser(anna, size="phone")
    desk.goto("/people/")
    expect(desk.locator("live-socket[listening]")).to_be_attached()
    expect(bell(desk)).to_contain_text("1")
    phone.goto(room.get_absolute_url())
    gone = desk.locator("[data-badge=notifications] .badge")
    expect(gone).to_have_count(0)


def test_choices_are_saved_at_once_and_can_be_taken_back(open_browser, anna):
    page = open_browser(anna, size="phone")
    page.goto("/settings/notifications/")
    box = page.get_by_label("Reactions to my posts: Mobile")
    box.check()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Choice.objects.get(user=anna).on
    page.get_by_role("button", name="Undo").click()
    expect(box).not_to_be_checked()
    page.get_by_text("Calm", exact=True).click()
    expect(page.get_by_label("Reactions to my posts: Bell")).not_to_be_checked()
    page.reload()
    expect(page.get_by_label("Calm", exact=True)).to_be_checked()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_settings_are_accessible_and_fit(open_browser, anna, post, size, scheme):
    page = open_browser(anna, size=size, language="de", color_scheme=scheme)
    for path in ("", "places/", "places/?of=chats"):
        page.goto(f"/settings/notifications/{path}")
        assert_accessible(page)
        assert_fits(page)


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
