"""Polls in conversations and announcements, and votes without a network, in real browsers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from chat.models import Message
from polls import actions
from polls.models import Option, Poll, Vote
from tests.announcements.newsroom import make_editor
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.waiting import until
from tests.factories import make_group, make_poll, make_space
from tests.services import wait_until

SIZES = pytest.mark.parametrize("size", ["phone", "desktop"])


@pytest.fixture
def group(anna, ben):
    return make_group(ben, name="Crew North")


def room(page: Page, conversation) -> Page:
    page.goto(f"/chat/{conversation.pk}/")
    expect(page.locator("live-socket")).to_have_attribute("listening", "")
    return page


def ask(page: Page, *answers: str) -> None:
    """As a person does: the menu, then answer after answer with the Enter key."""
    page.locator("#write menu-button summary").click()
    page.locator("#write .menu__item:has(.poll-on)").click()
    for answer in answers:
        page.keyboard.type(answer)
        page.keyboard.press("Enter")


@SIZES
def test_a_poll_is_asked_in_a_room_answered_live_and_ends_with_a_note(
    open_browser, anna, ben, group, size
):
    first, second = (room(open_browser(one, size=size), group) for one in (anna, ben))
    ask(first, "Monday, noon", "Friday")
    assert_accessible(first)
    assert_fits(first)
    first.locator("#write textarea").fill("When shall we meet?")
    first.locator("#write .send").click()
    for page in (first, second):
        expect(page.locator(".msg post-poll").get_by_role("button", name="Friday")).to_be_visible()
    expect(first.locator("#write poll-part")).to_be_hidden()
    expect(first.locator("#write [name=option-1]")).to_have_value("")
    first.locator(".msg post-poll").get_by_role("button", name="Friday").click()
    expect(first.locator("post-poll .opt--mine")).to_contain_text("100")
    second.locator(".msg post-poll").get_by_role("button", name="Friday").click()
    expect(second.locator("post-poll")).to_contain_text("2 of 2 voted")
    expect(first.locator("post-poll")).to_contain_text("2 of 2 voted")  # without touching it
    assert_accessible(second)
    assert_fits(second)
    actions.close_poll(by=anna, poll=Poll.objects.get())
    for page in (first, second):
        expect(page.locator(".day--note a")).to_contain_text("Friday, 100 percent")
        expect(page.locator("post-poll")).to_contain_text("ended")
    assert Message.objects.filter(kind="outcome").count() == 1


def test_a_poll_without_network_waits_with_the_message_and_is_asked_once(open_browser, anna, group):
    page = room(open_browser(anna, size="phone"), group)
    page.context.set_offline(True)
    ask(page, "Monday", "Friday")
    page.locator("#write textarea").fill("When?")
    page.locator("#write .send").click()
    expect(page.locator(".msg--queued")).to_contain_text("Poll")
    page.context.set_offline(False)
    expect(page.locator(".msg post-poll")).to_be_visible()
    assert Poll.objects.count() == 1


def test_E5_a_refused_poll_goes_back_into_the_composer(open_browser, anna, group):
    page = room(open_browser(anna), group)
    ask(page, "Monday")
    page.locator("#write textarea").fill("When?")
    page.locator("#write .send").click()
    expect(page.locator(".msg--queued")).to_contain_text("A poll has 2 to 20 options.")
    page.locator(".msg--queued [data-do=edit]").click()
    expect(page.locator("#write [name=option-1]")).to_have_value("Monday")
    page.locator("#write [name=option-2]").fill("Friday")
    page.locator("#write .send").click()
    expect(page.locator(".msg post-poll")).to_be_visible()
    assert Option.objects.count() == 2


def test_without_script_a_poll_is_asked_and_answered_in_a_room(open_browser, anna, group):
    page = open_browser(anna, size="phone", java_script_enabled=False)
    page.goto(f"/chat/{group.pk}/")
    page.locator("#write menu-button summary").click()
    page.locator("#write .menu__item:has(.poll-on)").click()
    page.fill("[name=option-1]", "Monday")
    page.fill("[name=option-2]", "Friday")
    page.fill("#write textarea", "When?")
    page.locator("#write .send").click()
    page.locator("post-poll").get_by_role("button", name="Friday").click()
    expect(page.locator("post-poll .opt--mine")).to_contain_text("Friday")


@SIZES
def test_an_editor_writes_a_poll_into_an_announcement_and_readers_vote(
    open_browser, ben, size, tmp_path
):
    lena = make_editor()
    space = make_space(ben, lena, access="closed", name="Everybody")
    path = tmp_path / "yard.png"
    Image.effect_noise((2400, 1800), 90).save(path)  # does not get small by itself
    desk = open_browser(lena, size=size)
    desk.goto("/announcements/new/")
    desk.fill("[name=title_en]", "Summer party")
    desk.locator(".iconbtn:has(.poll-on)").click()
    for answer in ("Friday", "Sunday"):
        desk.keyboard.type(answer)
        desk.keyboard.press("Enter")
    desk.locator("[name=option-file-1]").set_input_files(path)
    chosen = "document.querySelector('[name=option-file-1]').files[0]"
    wait_until(lambda: desk.evaluate(f"{chosen}.type") == "image/webp", "a small picture")
    assert desk.evaluate(f"{chosen}.size") < path.stat().st_size / 2
    field = desk.locator("#audience [role=combobox]")
    field.fill(space.name)
    option = desk.locator("#audience-found").get_by_role("option", name=space.name).first
    expect(option).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(desk.locator(f"[name=spaces][value={space.slug}]")).to_be_checked()
    assert_accessible(desk)
    assert_fits(desk)
    desk.get_by_role("button", name="Save and preview").click()
    desk.locator("post-poll .opt__photo").scroll_into_view_if_needed()
    width = "document.querySelector('.opt__photo').naturalWidth"
    wait_until(lambda: desk.evaluate(width), "the picture of an answer")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("The announcement is published.")).to_be_visible()
    reader = open_browser(ben, size=size)
    reader.goto("/")
    reader.locator("post-poll").get_by_role("button", name="Sunday").click()
    expect(reader.locator("post-poll .opt--mine")).to_contain_text("Sunday")
    reader.get_by_role("link", name="Summer party").first.click()
    expect(reader.locator("article post-poll .opt--mine")).to_contain_text("Sunday")
    assert_accessible(reader)
    assert_fits(reader)


@SIZES
def test_a_vote_without_network_waits_and_counts_when_the_network_is_back(
    open_browser, anna, ben, size
):
    make_poll(anna, make_space(anna, ben))
    page = open_browser(ben, size=size)
    page.goto("/")
    poll = page.locator("post-poll")
    page.context.set_offline(True)
    poll.get_by_role("button", name="Monday").click()
    expect(poll).to_contain_text("Waits for connection")
    poll.get_by_role("button", name="Friday").click()  # thought again meanwhile
    expect(poll.locator("[aria-pressed=true]")).to_contain_text("Friday")
    assert not Vote.objects.exists()
    page.context.set_offline(False)
    expect(poll.locator(".opt--mine")).to_contain_text("Friday")
    expect(poll).not_to_contain_text("Waits for connection")
    assert Vote.objects.get().option.text == "Friday"


def test_G2_a_vote_that_waited_beyond_the_end_is_told_that_it_does_not_count(
    open_browser, anna, ben
):
    make_poll(anna, make_space(anna, ben), duration=timedelta(hours=1))
    page = open_browser(ben, size="phone")
    page.goto("/")
    page.context.set_offline(True)
    page.locator("post-poll").get_by_role("button", name="Monday").click()
    expect(page.locator("post-poll")).to_contain_text("Waits for connection")
    Poll.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    page.context.set_offline(False)
    said = "Your vote does not count. This poll has ended."
    expect(page.locator("post-poll")).to_contain_text(said)
    expect(page.locator("post-poll button.opt")).to_have_count(0)
    assert not Vote.objects.exists()


def test_B4_a_waiting_vote_is_gone_after_signing_out(open_browser, anna, ben):
    make_poll(anna, make_space(anna, ben))
    page = open_browser(ben)
    page.route("**/vote/", lambda route: route.abort("internetdisconnected"))
    page.goto("/")
    page.locator("post-poll").get_by_role("button", name="Monday").click()
    expect(page.locator("outbox-bar")).to_contain_text("1 waits")
    page.goto("/me/")
    page.locator("form[data-logout] button").first.click()
    page.wait_for_url("**/login/**")
    bases = "indexedDB.databases().then((all) => all.map(({ name }) => name))"
    until(page, lambda: "outbox" not in page.evaluate(bases), "no outbox")
    assert not Vote.objects.exists()
