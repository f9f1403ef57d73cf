"""The frame and the pages in it, as hands, eyes and ears find them in a real browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from feed import actions
from kit.jobs.outbox import work
from notifications.mail.models import Mail, MailKind
from tests.announcements.newsroom import make_announcement
from tests.e2e.accessible import assert_accessible
from tests.e2e.engines import both_engines
from tests.e2e.layout import assert_in_window, assert_laid_out, enlarge
from tests.e2e.test_notifications import handle
from tests.factories import make_comment, make_post, make_space, make_user
from tests.feed.pictures import a_picture

LONG = "Donaudampfschifffahrt und Wärmepumpen"
WIDTHS = pytest.mark.parametrize("width", [320, 390, 1440])
LARGE = pytest.mark.parametrize("percent", [140, 200])


@pytest.fixture
def ben():
    return make_user("ben", job_title="Service engineer", place="Lübeck", phone="0451 1")


@pytest.fixture
def space(anna, ben):
    return make_space(ben, managers=(anna,), name=LONG, description="Who leaks, and where. " * 3)


@pytest.fixture
def post(anna, space):
    return make_post(anna, space, "The valve is **stuck** #heating")


def a_browser(open_browser, person, width, **more):
    size = "desktop" if width > 1000 else "phone"
    height = 900 if width > 1000 else 844
    return open_browser(person, size=size, viewport={"width": width, "height": height}, **more)


def due():
    return timezone.localdate() + timedelta(days=3)


def listening(page: Page) -> None:
    page.wait_for_selector("live-socket[listening]", state="attached")


# --- large text --------------------------------------------------------------------------------
@WIDTHS
@LARGE
def test_large_text_keeps_words_and_targets_apart(
    open_browser, anna, ben, space, post, width, percent
):
    make_comment(post, ben, "Which one, and since when?")
    for kind, person in (("like", anna), ("helpful", ben)):
        actions.react_to_post(by=person, post=post, kind=kind)
    page = enlarge(a_browser(open_browser, anna, width, language="de"), percent)
    for address in (
        "/", f"/p/{post.pk}/", f"/s/{space.slug}/", f"/s/{space.slug}/members/", "/spaces/",
        "/people/", "/people/ben/", "/notifications/", "/saved/", "/surveys/", "/me/",
        "/compose/", "/settings/notifications/", "/settings/notifications/places/",
        "/settings/availability/", "/settings/profile/", "/settings/appearance/",
        "/settings/devices/", "/settings/tokens/",
    ):  # fmt: skip
        page.goto(address)
        assert_laid_out(page)


# --- the feed ----------------------------------------------------------------------------------
def test_a_must_read_keeps_its_teaser_until_it_is_confirmed(open_browser, anna, ben, space):
    make_announcement(space, confirm_by=due())
    page = open_browser(ben)
    page.goto("/")
    page.get_by_role("link", name="Read and confirm").click()
    page.wait_for_load_state("networkidle")
    page.goto("/")
    card = page.locator("#deck article").first
    expect(card).to_contain_text("In short.")
    expect(card.get_by_role("link", name="Read and confirm")).to_be_visible()


def test_new_posts_come_below_what_is_to_be_confirmed_and_are_said(
    open_browser, anna, ben, space, post
):
    must = make_announcement(space, confirm_by=due())
    page = open_browser(ben)
    page.goto("/")
    listening(page)
    fresh = make_post(anna, space, "Fresh")
    page.locator(".newpill").wait_for()
    expect(page.locator("new-posts [role=status]")).to_have_text("1 new post")
    page.locator(".newpill").click()
    expect(page.locator("#deck > post-card").nth(1)).to_have_id(f"p-{fresh.pk}")
    expect(page.locator("#deck > post-card").first).to_have_id(f"p-{must.pk}")
    expect(page.locator(f"#p-{fresh.pk} > article")).to_be_focused()
    expect(page.locator(f"#p-{fresh.pk} > article")).to_be_in_viewport()


def test_the_audience_of_a_post_is_not_cut_by_its_dialog(open_browser, ben):
    for number in range(9):
        make_space(ben, name=f"Space number {number}")
    page = open_browser(ben)
    page.goto("/")
    page.locator("a.prompt__field").click()
    page.locator("dialog[open] .audience > summary").click()
    box = page.locator("dialog[open] .audience__list").bounding_box()
    dialog = page.locator("dialog[open]").bounding_box()
    assert box["y"] + box["height"] <= dialog["y"] + dialog["height"]
    assert box["x"] >= dialog["x"]
    assert box["x"] + box["width"] <= dialog["x"] + dialog["width"]


def test_a_card_that_goes_under_its_dialog_hands_the_focus_on(open_browser, anna, space, post):
    gone = make_post(anna, space, "A second one")
    page = open_browser(anna)
    page.add_init_script(
        """const { fetch } = window;
        window.fetch = async (...request) => {
          const answer = await fetch(...request);
          while (request[1]?.method === "POST" && document.querySelectorAll("post-card").length > 1)
            await new Promise((resolve) => setTimeout(resolve, 20));
          return answer;
        };"""
    )
    page.goto("/")
    page.locator(f"#p-{gone.pk} .post__head summary").click()
    page.locator(f"#p-{gone.pk}").get_by_role("link", name="Delete").click()
    page.locator("dialog[open]").get_by_role("button", name="Delete").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(f"#p-{post.pk} > article")).to_be_focused()


def test_after_a_dialog_the_focus_is_where_one_was(open_browser, anna, space, post):
    below = post
    post = make_post(anna, space, "A second one")
    comment = make_comment(below, anna, "Which one?")
    page = open_browser(anna)
    page.goto("/")
    menu = page.locator(f"#p-{post.pk} .post__head summary")
    menu.click()
    page.locator(f"#p-{post.pk}").get_by_role("link", name="Edit").click()
    page.fill("dialog[open] textarea", "Changed")
    page.locator("dialog[open]").get_by_role("button", name="Save").click()
    expect(page.locator(f"#p-{post.pk} .post__text")).to_have_text("Changed")
    expect(menu).to_be_focused()
    menu.click()
    page.locator(f"#p-{post.pk}").get_by_role("link", name="Delete").click()
    page.locator("dialog[open]").get_by_role("button", name="Delete").click()
    expect(page.locator(f"#p-{post.pk}")).to_have_count(0)
    expect(page.locator(f"#p-{below.pk} > article")).to_be_focused()
    page.goto(f"/p/{below.pk}/")
    row = page.locator(f"#c-{comment.pk}")
    row.get_by_role("link", name="Edit").click()
    page.fill("dialog[open] textarea", "Which two?")
    page.locator("dialog[open]").get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Which two?")
    expect(row.get_by_role("link", name="Edit")).to_be_focused()
    row.get_by_role("link", name="Delete").click()
    page.locator("dialog[open]").get_by_role("button", name="Delete").click()
    expect(row).not_to_contain_text("Which two?")
    expect(row).to_be_focused()


def test_back_closes_the_viewer_and_a_swipe_turns_it(open_browser, anna, ben, space):
    keys = [actions.upload_photo(by=anna, upload=a_picture(640, 480)).key for _ in range(2)]
    make_post(anna, space, "Two pictures", photos=keys)
    page = open_browser(ben, size="phone")
    page.goto("/saved/")
    page.goto("/")
    page.locator("a[data-view]").first.tap()
    picture = page.locator("dialog.viewer img")
    expect(picture).to_be_visible()
    _swipe(page, picture, -150)
    expect(picture).to_have_attribute("src", re.compile(keys[1]))
    _swipe(page, picture, 150)
    expect(picture).to_have_attribute("src", re.compile(keys[0]))
    page.go_back()
    expect(page.locator("dialog.viewer")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"\d/$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/saved/$"))


def _swipe(page, picture, pixels):
    box = picture.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)
    say = lambda kind, at: touch.send(  # noqa: E731
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{"x": at, "y": y}] if kind != "touchEnd" else []},
    )
    say("touchStart", x)
    for step in range(1, 6):
        say("touchMove", x + pixels * step / 5)
    say("touchEnd", x + pixels)


@WIDTHS
def test_the_way_out_of_a_space_is_inside_the_window(open_browser, ben, space, width):
    page = a_browser(open_browser, ben, width)
    page.goto(f"/s/{space.slug}/")
    page.locator(".space__head summary").click()
    assert_in_window(page.get_by_role("button", name="Leave space"))


# --- the frame ---------------------------------------------------------------------------------
@WIDTHS
def test_search_and_bell_stand_at_the_top_of_every_page(open_browser, anna, space, width):
    page = a_browser(open_browser, anna, width)
    for address in ("/", "/people/", "/spaces/", f"/s/{space.slug}/", "/saved/",
                    "/surveys/", "/announcements/", "/notifications/", "/me/",
                    "/settings/profile/"):  # fmt: skip
        page.goto(address)
        bells = page.locator("header.top, .pagehead, .aside").get_by_role(
            "link", name="Notifications"
        )
        assert sum(one.is_visible() for one in bells.all()) == 1, address
        searches = page.locator("a[data-search], [role=search] input")
        assert any(one.is_visible() for one in searches.all()), address


def test_what_is_under_more_marks_its_tab_and_leads_back(open_browser, anna, space):
    page = a_browser(open_browser, anna, 390)
    for address in ("/spaces/", f"/s/{space.slug}/", "/people/", "/saved/", "/settings/profile/"):
        page.goto(address)
        more = page.locator(".tabbar").get_by_role("link", name="More")
        expect(more).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("link", name="Back")).to_be_visible()


def test_what_does_not_exist_stands_inside_the_frame(open_browser, anna):
    page = open_browser(anna)
    assert page.goto("/p/4711/").status == 404
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    expect(page.locator("nav.rail")).to_be_visible()
    page.get_by_role("link", name="To the feed").click()
    expect(page).to_have_url(re.compile(r"\d/$"))


def test_what_waits_stands_beside_the_page(open_browser, ben, space):
    make_announcement(space, title="Winter rota", confirm_by=due())
    page = open_browser(ben)
    page.goto("/saved/")
    card = page.get_by_role("region", name="Open for you")
    card.get_by_role("link", name="Winter rota").click()
    expect(page).to_have_url(re.compile("/announcements/"))


def test_keys_search_lead_and_explain_unless_switched_off(open_browser, anna):
    page = open_browser(anna)
    page.goto("/saved/")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search everything")).to_be_focused()
    page.keyboard.press("n")  # typed, not a key
    expect(page.get_by_role("combobox", name="Search everything")).to_have_value("n")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !history.state?.sheet")  # nobody is as fast as the way back
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/chat/$"))
    page.goto("/settings/appearance/")
    page.get_by_label("Single keys").uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto("/saved/")
    page.keyboard.press("n")
    page.keyboard.press("/")
    expect(page.locator("#main")).to_be_visible()
    expect(page).to_have_url(re.compile("/saved/$"))
    expect(page.locator("search-box input")).not_to_be_focused()
    page.keyboard.press("Control+k")  # no single key: it stays
    expect(page.locator("search-box input")).to_be_focused()


@both_engines
def test_a_badge_is_said_after_its_place_and_the_bell_speaks_when_it_grows(
    open_browser, anna, ben, post
):
    page = a_browser(open_browser, anna, 390)
    page.goto("/saved/")
    listening(page)
    actions.react_to_post(by=ben, post=post, kind="like")
    handle()
    expect(page.locator("bell-count[role=status]")).to_have_text("1 new notification")
    bell = page.get_by_role("link", name=re.compile("Notifications ?, 1 new"))
    expect(bell.first).to_be_visible()


# --- a post by keys and ears -------------------------------------------------------------------
def test_the_bar_of_a_post_is_one_stop_and_the_choice_of_reactions_a_button(
    open_browser, ben, post
):
    page = open_browser(ben)
    page.goto("/")
    card = page.locator(f"#p-{post.pk}")
    like = card.get_by_role("button", name="Like", exact=True)
    like.focus()
    page.keyboard.press("ArrowRight")
    opener = card.get_by_role("button", name="Choose a reaction")
    expect(opener).to_be_focused()
    assert opener.get_attribute("aria-haspopup") == "menu"
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(card.get_by_role("menuitemradio").first).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(f"#save-{post.pk}")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('tool-bar')") is None
    opener.click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(card.locator("[data-react]")).to_have_text(re.compile("Helpful"))
    expect(card.locator("[data-react]")).to_be_focused()


def test_the_menu_of_a_foreign_post_saves_mutes_and_reports(open_browser, anna, ben, post):
    admin = make_user("kim", role="administrator")
    page = open_browser(ben, size="phone", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    menu = page.locator(f"#p-{post.pk} .post__head summary")
    menu.click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Link copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/p/{post.pk}/")
    menu.click()
    page.locator("[data-save]").click()
    expect(page.locator(f"#save-{post.pk}")).to_have_attribute("aria-pressed", "true")
    menu.click()
    page.get_by_role("link", name="Mute").click()
    page.locator("dialog[open]").get_by_role("button", name="Mute").click()
    expect(page.get_by_text("Muted.")).to_be_visible()
    menu.click()
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_text("What is wrong with it?")).to_be_visible()
    assert_accessible(page)
    page.get_by_text("It is advertising").click()
    page.locator("dialog[open]").get_by_role("button", name="Report").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    work()
    mail = Mail.objects.get(user=admin)
    assert mail.kind == MailKind.REPORT and mail.parts["post"] == post.pk


def test_the_way_back_of_a_setting_stands_behind_what_was_changed(open_browser, anna):
    page = open_browser(anna)
    page.goto("/settings/notifications/")
    box = page.get_by_role("checkbox", name="Reactions to my posts: E-mail")
    before = box.is_checked()
    box.focus()
    page.keyboard.press("Space")
    way_back = page.locator("[data-way-back] button")
    expect(way_back).to_be_visible()
    expect(box).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
        if way_back.evaluate("one => one === document.activeElement"):
            break
    expect(way_back).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_checked(checked=before)
    expect(box).to_be_focused()
    assert_accessible(page)
