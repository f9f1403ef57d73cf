"""Pictures that do not fit through: they are said, and come back to be edited."""

import re

import pytest
from playwright.sync_api import Page, expect

from chat.models import Message
from feed.actions import create_post
from feed.models import Comment, Post
from tests.e2e.test_outbox import BAR, write_comment, write_message, write_post
from tests.e2e.test_outbox_faults import ready
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_post

OF_BEFORE = """({ me, url }) => new Promise((done) => {
  const row = {
    id: "before", me, url, at: 1, lane: url, kind: "photos", method: "PUT", part: "photo",
    fields: [], files: [{ name: "valve.jpg", key: "" }], words: "", draft: null, state: "failed",
  };
  document.dispatchEvent(new CustomEvent("outbox:keep", { detail: { row, done } }));
})"""
FILES = re.compile(r"/api/v1/(files|uploads)/|/chat/files/")


def refuse_files(page: Page) -> None:
    """A proxy finds every file too large, in parts and in one piece."""
    page.route(FILES, lambda route: route.fulfill(status=413, body="<h1>413</h1>"))


def edit_refused(page: Page) -> None:
    """Have what was too large back."""
    expect(page.locator(f"{BAR} .state")).to_contain_text("Nicht gesendet.")
    expect(page.locator(f"{BAR} .state")).to_contain_text("zu groß")
    page.locator(f"{BAR} > button").click()
    page.locator(BAR).get_by_role("button", name="Bearbeiten").click()


@pytest.mark.parametrize("place", ["post", "comment"])
def test_E5_a_photo_that_a_proxy_finds_too_large_is_said_and_comes_back_beside_its_text(
    open_browser, anna, ben, space, tmp_path, place
):
    page = open_browser(ben, size="phone", language="de")
    if place == "post":
        write, field = write_post, "#composer [name=files]"
        ready(page, f"/compose/?space={space.slug}")
    else:
        write, field = write_comment, "#write [name=files]"
        ready(page, f"/p/{make_post(anna, space).pk}/")
    page.context.set_offline(True)
    page.set_input_files(field, picture(tmp_path))
    write(page, "From the cellar")
    expect(page.locator(BAR)).to_contain_text("1 wartet")
    refuse_files(page)
    page.context.set_offline(False)
    edit_refused(page)
    page.wait_for_url("**/edit/")
    expect(page.locator("#main [name=body]")).to_have_value("From the cellar")
    expect(page.locator("#main .shot")).to_contain_text("zu groß")
    written = (Post if place == "post" else Comment).objects.filter(author=ben)
    until(page, lambda: written.get().photos_to_come == 0, "the promise that is taken back")


def test_E5_a_photo_without_words_that_is_too_large_comes_back_into_its_composer(
    open_browser, ben, space, tmp_path
):
    page = ready(open_browser(ben, size="phone", language="de"), f"/compose/?space={space.slug}")
    page.context.set_offline(True)
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    write_post(page, "")
    expect(page.locator(BAR)).to_contain_text("1 wartet")
    refuse_files(page)
    page.context.set_offline(False)
    edit_refused(page)
    expect(page.locator("#composer .shot")).to_contain_text("zu groß")
    assert not Post.objects.filter(author=ben).exists()


def test_E5_a_photo_of_a_message_that_is_too_large_comes_back_for_the_next_one(
    open_browser, ben, group, tmp_path
):
    page = ready(open_browser(ben, size="phone", language="de"), f"/chat/{group.pk}/")
    refuse_files(page)
    page.set_input_files("chat-composer input[type=file]", picture(tmp_path))
    write_message(page, "From the cellar")
    expect(page.locator("chat-log .msg[data-seq]")).to_contain_text("From the cellar")
    edit_refused(page)
    expect(page.locator("chat-composer .shot")).to_have_count(1)
    expect(page.locator("chat-composer textarea")).to_have_value("")
    expect(page.locator(BAR)).to_be_hidden()
    sent = Message.objects.filter(author=ben)
    until(page, lambda: sent.get().photos_to_come == 0, "the promise that is taken back")


def test_pictures_of_an_earlier_version_that_know_no_draft_are_discarded_and_not_edited(
    open_browser, anna, ben, space
):
    post = create_post(by=ben, spaces=[space], body="From the cellar", photos_to_come=1)
    page = ready(open_browser(ben, size="phone"), "/people/")
    page.evaluate(OF_BEFORE, {"me": str(ben.pk), "url": f"/p/{post.pk}/photos/"})
    page.locator(f"{BAR} > button").click()
    expect(page.locator(f"{BAR} [data-do=edit]")).to_be_hidden()
    asked = {"id": "before", "deed": "edit"}
    page.evaluate(
        "(detail) => document.dispatchEvent(new CustomEvent('outbox:do', {detail}))", asked
    )
    page.locator(BAR).get_by_role("button", name="Discard").click()
    expect(page.locator(BAR)).to_be_hidden()
    until(page, lambda: not Post.objects.get().photos_to_come, "the promise that is taken back")
