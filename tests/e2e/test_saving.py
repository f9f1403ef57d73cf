"""Who pays for every byte: pictures come with a tap, and not before."""

import pytest
from playwright.sync_api import Locator, Page, expect

from chat.actions import send_message, upload_file
from feed.actions import upload_photo
from tests.announcements.newsroom import make_announcement, make_editor
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.waiting import until
from tests.factories import make_group, make_post, make_space
from tests.feed.pictures import a_picture

SWITCH = "Pictures only when tapped"
KEPT = """async () => Boolean(
  (await (await (await caches.open("state")).match("/device/state/isSaving"))?.json())?.isSaving
)"""


@pytest.fixture
def post(anna):
    photo = upload_photo(by=anna, upload=a_picture(900, 600), description="The van")
    return make_post(anna, make_space(anna), "Look", photos=[photo.key])


CORNER = """(picture) => {
  if (!picture.complete) return null;
  const canvas = new OffscreenCanvas(300, 150);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, 300, 150);
  return [...context.getImageData(5, 5, 1, 1).data.slice(0, 3)];
}"""
DRAWN = [0x5F, 0x66, 0x72]


def is_drawn(picture: Locator) -> bool:
    """Whether the drawing of the worker stands in place of the picture, told by its corner."""
    return picture.evaluate(CORNER) == DRAWN


def is_there(picture: Locator) -> bool:
    """Whether the picture itself stands there."""
    return picture.evaluate(CORNER) not in (None, DRAWN, [0, 0, 0])


def save_data(page: Page) -> None:
    page.goto("/settings/this-device/")
    page.get_by_text(SWITCH).click()
    until(page, lambda: page.evaluate(KEPT), "the choice")


def comes_with_a_tap(page, picture):
    """A drawing stands in its place until then, and the page does not move."""
    until(page, lambda: is_drawn(picture), "the drawing")
    box = picture.bounding_box()
    picture.click()
    until(page, lambda: is_there(picture), "the picture")
    assert picture.bounding_box() == box
    expect(page.locator("image-viewer dialog[open]")).to_have_count(0)


def test_a_picture_comes_with_a_tap_and_stays(open_phone, line, anna, post):
    page = open_phone(anna, path="/people/", language="en")
    save_data(page)
    assert_accessible(page)
    assert_fits(page)
    page.goto(f"/p/{post.pk}/")
    picture = page.get_by_role("img", name="The van")
    comes_with_a_tap(page, picture)
    page.goto("/people/")
    line.become("cut")
    page.goto(f"/p/{post.pk}/")
    until(page, lambda: is_there(picture), "the picture again")
    picture.click()
    expect(page.locator("dialog[open] img")).to_be_visible()


def test_pictures_of_announcements_do_not_come_along(open_phone, anna):
    page = open_phone(anna, language="en")
    save_data(page)
    lena = make_editor()
    photo = upload_photo(by=lena, upload=a_picture(900, 600), description="The van")
    told = make_announcement(make_space(anna), by=lena, photos=[photo.key])
    page.get_by_role("button", name="Fetch now").click()
    expect(page.locator('[data-kind="announcement"] [data-count]')).to_have_text("1")
    expect(page.locator("[data-files]")).to_have_text("0")
    page.goto(told.get_absolute_url())
    picture = page.get_by_role("img", name="The van")
    until(page, lambda: is_drawn(picture), "the drawing")
    page.keyboard.press("Tab")
    picture.locator("xpath=..").focus()
    page.keyboard.press("Enter")
    until(page, lambda: is_there(picture), "the picture")


def test_without_that_choice_pictures_come_by_themselves(open_phone, anna, post):
    page = open_phone(anna)
    page.goto(f"/p/{post.pk}/")
    until(page, lambda: is_there(page.get_by_role("img", name="The van")), "the picture")


def test_a_picture_in_a_conversation_comes_with_a_tap_too(open_phone, anna, ben):
    group = make_group(ben, anna)
    file = upload_file(by=ben, upload=a_picture(900, 600), description="The van")
    send_message(by=ben, conversation=group, body="Look", files=[file.key])
    page = open_phone(anna, path="/people/", language="en")
    save_data(page)
    page.goto(f"/chat/{group.pk}/")
    picture = page.locator("chat-log").get_by_role("img", name="The van")
    comes_with_a_tap(page, picture)
