"""Conversations on narrow windows and with large text."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.layout import assert_in_window, assert_laid_out, enlarge
from tests.factories import make_group, make_message, make_user

LONG = "The valve in the cellar of the town hall drips again since we changed the pump on Friday."


@pytest.fixture
def group(ben):
    status = {"status": "driving", "status_until": timezone.now() + timedelta(hours=1)}
    anna = make_user("anna", first_name="Aleksandra", last_name="Wieczorek", **status)
    group = make_group(ben, name="Bereitschaft Nordwest")
    make_message(group, anna, LONG)
    make_message(group, ben, "Wärmepumpenfernwartungsprotokoll")
    return group


def window(width: int) -> dict[str, object]:
    narrow = width < 700
    return {
        "viewport": {"width": width, "height": 844 if narrow else 900},
        "is_mobile": narrow,
        "has_touch": narrow,
    }


def reply(page: Page, seq: int) -> None:
    page.locator(f"#m-{seq}").hover()
    page.locator(f"#m-{seq} .msg__more").click()
    page.locator("dialog [data-reply]").click()
    expect(page.locator("[data-replying]")).to_contain_text("The valve in the cellar")


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("percent", [100, 140, 200])
def test_chat_pages_hold_together_with_large_text(open_browser, ben, group, width, percent):
    page = enlarge(open_browser(ben, language="de", **window(width)), percent)
    room = f"/chat/{group.pk}/"
    for address in ("/chat/", room, f"{room}t/2/"):
        page.goto(address)
        assert_laid_out(page, within=".main")
    # on desks these have the columns of the frame beside them
    for address in (
        "/chat/new/",
        f"{room}search/?q=valve",
        f"{room}m/2/forward/",
        f"{room}people/",
    ):
        page.goto(address)
        if width < 700 or percent < 200:
            assert_laid_out(page, within=".main")


@pytest.mark.parametrize("width", [320, 390])
def test_a_reply_to_a_long_message_stays_inside_the_window(open_browser, ben, group, width):
    page = open_browser(ben, **window(width))
    page.goto(f"/chat/{group.pk}/")
    reply(page, 2)
    assert_fits(page)
    assert_in_window(page.locator("[data-replying] [data-plain]"))
    assert_in_window(page.locator("#write .send"))
    assert_laid_out(page)
    assert_accessible(page)


@pytest.mark.parametrize(("width", "percent"), [(320, 100), (390, 100), (320, 200)])
def test_who_types_has_most_of_the_line(open_browser, ben, group, width, percent):
    page = enlarge(open_browser(ben, **window(width)), percent)
    page.goto(f"/chat/{group.pk}/")
    note = page.locator(".conversation__note")
    expect(note).to_have_count(1)
    assert note.locator("span").evaluate("one => one.clientHeight < 2 * parseFloat("
                                         "getComputedStyle(one).lineHeight)")  # fmt: skip
    field = page.locator("#write textarea")
    field.fill("On my way")
    expect(note).to_be_hidden()
    assert field.bounding_box()["width"] >= 0.6 * width
    assert_laid_out(page)
    field.press_sequentially(" @Al")
    expect(page.locator("#write .suggest")).to_be_visible()
    assert_in_window(page.locator("#write .suggest"))
    assert_fits(page)


@pytest.mark.parametrize(("width", "percent"), [(320, 100), (390, 100), (320, 200)])
def test_menus_open_inside_the_window(open_browser, ben, group, width, percent):
    page = enlarge(open_browser(ben, language="de", **window(width)), percent)
    page.goto(f"/chat/{group.pk}/")
    for menu in (
        page.locator("#write details.menu"),
        page.locator(".conversation__head details.menu"),
    ):
        menu.locator("summary").click()
        assert_in_window(menu.locator(".menu__list"))
        page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [320, 390])
def test_the_menu_of_a_person_opens_inside_the_window(open_browser, group, width):
    page = open_browser(make_user("anna"), language="de", **window(width))
    page.goto(f"/chat/{group.pk}/people/")
    menu = page.locator(".main details.menu").last
    menu.locator("summary").click()
    assert_in_window(menu.locator(".menu__list"))
