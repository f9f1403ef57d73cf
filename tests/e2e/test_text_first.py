"""Text first, pictures after: what others see of it, and what becomes of it in the other engine."""

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from chat.models import ChatFile, Message
from feed.models import Photo
from tests.e2e.engines import both_engines
from tests.e2e.test_outbox import (
    BAR,
    MODELS,
    READY,
    waiting_rows,
    write_comment,
    write_message,
    write_post,
)
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_group, make_post, make_space

WRITE = {"message": write_message, "comment": write_comment, "post": write_post}
CHOOSE = {
    "message": "chat-composer input[type=file]",
    "comment": "#write [name=files]",
    "post": "#composer [name=files]",
}


def places(kind: str, anna, ben) -> tuple[str, str]:
    """Where Ben writes, and where Anna reads it."""
    if kind == "message":
        room = f"/chat/{make_group(ben, anna).pk}/"
        return room, room
    space = make_space(anna, ben)
    thread = f"/p/{make_post(anna, space).pk}/"
    return (thread, thread) if kind == "comment" else (f"/compose/?space={space.slug}", "/")


def hold_files(page: Page) -> list:
    """Every announcement of a file waits."""
    held: list = []
    page.route("**/api/v1/uploads/", lambda route: held.append(route))
    return held


def release_files(page: Page, held: list) -> None:
    """They go on, but for those of a page that was left, or took them back."""
    page.unroute("**/api/v1/uploads/")
    for route in held:
        with suppress(Error):
            route.continue_()


@both_engines
@pytest.mark.parametrize("kind", WRITE)
def test_D5_a_text_is_read_before_its_picture_has_arrived(
    open_browser, anna, ben, kind, tmp_path: Path
):
    write_at, read_at = places(kind, anna, ben)
    page, reader = open_browser(ben, size="phone", provoked="ERR_"), open_browser(anna)
    page.goto(write_at)
    page.wait_for_function(READY)
    held = hold_files(page)
    page.set_input_files(CHOOSE[kind], picture(tmp_path))
    WRITE[kind](page, "This valve")
    until(page, lambda: held, "the picture that waits")
    until(page, MODELS[kind].objects.filter(body="This valve").exists, "the text")
    reader.goto(read_at)
    row = reader.locator(":is(.msg, .comment, post-card)").filter(has_text="This valve")
    expect(row).to_contain_text("1 picture follows")
    assert not ChatFile.objects.exists() and not Photo.objects.exists()
    release_files(page, held)
    until(page, lambda: waiting_rows(page) == 0, "an empty outbox")
    expect(row.locator("img[srcset]")).to_have_count(1)
    expect(row).not_to_contain_text("follows")
    expect(row).not_to_contain_text("edited")


@both_engines
def test_D5_what_is_written_later_overtakes_a_picture(open_browser, anna, ben, tmp_path: Path):
    page = open_browser(ben, size="phone", provoked="ERR_")
    page.goto(places("message", anna, ben)[0])
    page.wait_for_function(READY)
    held = hold_files(page)
    page.set_input_files(CHOOSE["message"], picture(tmp_path))
    write_message(page, "This valve")
    until(page, lambda: held, "the picture that waits")
    write_message(page, "It is the third one")
    expect(page.locator("chat-log .msg--me[data-seq]")).to_have_count(2)
    assert not ChatFile.objects.exists()
    release_files(page, held)
    until(page, lambda: waiting_rows(page) == 0, "an empty outbox")
    first, second = Message.objects.filter(author=ben).order_by("seq")
    assert (first.body, second.body) == ("This valve", "It is the third one")
    assert (first.files.count(), second.files.count()) == (1, 0)


@pytest.mark.parametrize("kind", WRITE)
def test_D5_a_picture_that_is_discarded_offline_is_promised_no_more(
    open_browser, anna, ben, kind, tmp_path: Path
):
    page = open_browser(ben, size="phone", provoked="ERR_")
    page.goto(places(kind, anna, ben)[0])
    page.wait_for_function(READY)
    held = hold_files(page)
    page.set_input_files(CHOOSE[kind], picture(tmp_path))
    WRITE[kind](page, "This valve")
    written = MODELS[kind].objects.filter(body="This valve")
    until(page, written.exists, "the text")
    page.wait_for_url(lambda address: "/compose/" not in address)
    until(page, lambda: waiting_rows(page) == 1 and held, "the picture that waits")
    announced = len(held)
    page.goto("/people/")
    page.wait_for_function(READY)
    until(page, lambda: len(held) > announced, "the picture on its way again")
    page.context.set_offline(True)
    page.locator(f"{BAR} > button").click()
    page.locator(BAR).get_by_role("button", name="Discard").click()
    expect(page.locator(BAR)).to_be_hidden()
    assert written.get().photos_to_come == 1
    page.context.set_offline(False)
    until(page, lambda: written.get().photos_to_come == 0, "the promise that is taken back")
    release_files(page, held)
    until(page, lambda: waiting_rows(page) == 0, "an empty outbox")
    assert not ChatFile.objects.exclude(message=None).exists()
    assert not Photo.objects.exclude(post=None, comment=None).exists()
