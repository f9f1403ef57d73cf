"""A line that breaks, a server that fails, a session that ends: what was written stays."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, Route, expect

from accounts.sessions import Session
from feed.models import Photo, Post, Reaction, Saved
from tests.e2e.test_writing import picture, send
from tests.factories import make_group, make_post, make_space, make_user
from tests.services import wait_until

FAILURE = "[data-failure]"
KEPT_FILES = """new Promise((done) => {
    const { key: draft } = document.querySelector("chat-composer");
    const detail = { draft, done: (rows) => done(rows.length) };
    document.dispatchEvent(new CustomEvent("draft:files", { detail }));
})"""


@pytest.fixture
def space(anna):
    return make_space(anna, make_user("ben"), access="closed", name="Heat pumps")


def write(page: Page, space, words: str = "From the cellar") -> None:
    page.goto(f"/compose/?space={space.slug}")
    page.fill("#composer textarea", words)
    expect(page.locator("#composer [data-draft]")).to_be_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_E5_a_post_written_without_a_network_is_sent_when_it_is_back(
    open_browser, anna, space, size
):
    page = open_browser(anna, size=size)
    write(page, space)
    page.context.set_offline(True)
    send(page)
    expect(page.locator("outbox-bar")).to_contain_text("1 waits")
    page.context.set_offline(False)
    wait_until(lambda: Post.objects.filter(body="From the cellar").count() == 1, "the post")
    page.goto(f"/compose/?space={space.slug}")
    expect(page.locator("#composer textarea")).to_have_value("")
    assert Post.objects.count() == 1


def cut_after(route: Route) -> None:
    """The server gets it, its answer is lost."""
    with suppress(Error):  # the page has gone on
        route.fetch(max_redirects=0)
        route.abort()


def test_E2_a_post_whose_answer_was_lost_is_posted_once(open_browser, anna, space, tmp_path):
    page = open_browser(anna, size="phone", provoked="ERR_FAILED")
    write(page, space)
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    expect(page.locator("#composer .shot__x")).to_have_count(1)
    page.route("**/compose/", cut_after)
    send(page)
    page.wait_for_url("**/")
    expect(page.locator("outbox-bar")).to_contain_text("1 waits")
    page.unroute("**/compose/")
    page.reload()
    expect(page.locator("outbox-bar")).to_be_hidden()
    page.reload()
    expect(page.locator("post-card")).to_contain_text("From the cellar")
    assert Post.objects.get().photos.count() == 1


REFUSALS = {
    "server": (503, "", "The server does not answer right now."),
    "broken": (500, "", "The server does not answer right now."),
    "large": (413, "", "It is too large."),
    "many": (429, "", "That was a lot at once."),
    "out": (401, "", "You are signed out."),
    "stale": (403, '{"code": "csrf", "detail": "This page was open for too long."}', "too long"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_E5_whatever_the_server_answers_the_text_stays(open_browser, anna, space, refusal):
    """What may be better later waits in the outbox, with the reason; else the form keeps it."""
    status, body, words = REFUSALS[refusal]
    where = FAILURE if refusal == "large" else "outbox-bar li"
    post = make_post(anna, space)
    page = open_browser(anna, size="phone", provoked="status of 5")
    answer = {"status": status, "body": body, "content_type": "application/json"}
    refusing = [answer]
    for address in ("**/compose/", "**/comments/"):
        page.route(address, lambda one: one.fulfill(**answer) if refusing else one.continue_())
    write(page, space)
    send(page)
    expect(page.locator(where)).to_contain_text(words)
    page.goto(f"/p/{post.pk}/")
    page.fill("#write textarea", "And gloves")
    page.locator("#write .send").click()
    expect(page.locator(where).last).to_contain_text(words)
    if refusal == "large":
        expect(page.locator("#write textarea")).to_have_value("And gloves")
        return
    expect(page.locator("#comments [data-outbox]")).to_contain_text("And gloves")
    refusing.clear()  # what is asked while a route goes away may never be answered
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("li.comment[data-pk]")).to_contain_text("And gloves")
    wait_until(lambda: Post.objects.filter(body="From the cellar").count() == 1, "the post")


def test_E5_only_after_an_hour_of_errors_a_thing_counts_as_broken(open_browser, anna, space):
    page = open_browser(anna, size="phone", provoked="status of 5")
    answer = {"status": 500, "content_type": "application/json"}
    page.route("**/compose/", lambda route: route.fulfill(**answer))
    write(page, space)
    send(page)
    page.wait_for_url("**/")
    state = page.locator("outbox-bar .state")
    for _try in range(8):
        with page.expect_response("**/compose/"):
            page.evaluate("dispatchEvent(new Event('online'))")
    expect(state).to_contain_text("Waits for connection")
    page.clock.set_fixed_time(timezone.now() + timedelta(minutes=61))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(state).to_contain_text("Not sent.")
    page.unroute("**/compose/")
    page.locator("outbox-bar").get_by_role("button", name="1 waits").click()
    page.locator("outbox-bar").get_by_role("button", name="Send again").click()
    wait_until(lambda: Post.objects.filter(body="From the cellar").count() == 1, "the post")


def test_E5_a_session_that_ended_loses_neither_text_nor_photo(open_browser, anna, space, tmp_path):
    page = open_browser(anna, size="phone", language="de")
    write(page, space, "Aus dem Keller")
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    expect(page.locator("#composer .shot__x")).to_have_count(1)
    Session.objects.all().delete()
    send(page)
    expect(page).to_have_url(re.compile("/login/"))
    page.fill("#id_login", anna.email)
    page.fill("#id_password", "correct horse")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_visible()
    wait_until(lambda: Post.objects.filter(body="Aus dem Keller").count() == 1, "the post")
    assert Post.objects.get(body="Aus dem Keller").photos.count() == 1


def test_E5_photos_of_a_draft_survive_a_reload_and_arrive_later(
    open_browser, anna, space, tmp_path
):
    page = open_browser(anna, size="phone")
    write(page, space)
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    expect(page.locator("#composer .shot__x")).to_have_count(1)
    page.locator("#composer .shot__alt").fill("A boiler")
    page.context.set_offline(True)
    page.set_input_files("#composer [name=files]", picture(tmp_path, "valve.jpg", 800))
    expect(page.locator(".shot__wait")).to_contain_text("No connection.")
    page.context.set_offline(False)
    expect(page.locator("#composer .shot [name=photo]")).to_have_count(2)
    page.reload()
    expect(page.locator("#composer .shot [name=photo]")).to_have_count(2)
    expect(page.locator("#composer .shot__alt").first).to_have_value("A boiler")
    Photo.objects.all().delete()  # as after a day
    page.reload()
    expect(page.locator("#composer .shot [name=photo]")).to_have_count(2)
    send(page)
    expect(page.locator("post-card img[srcset]")).to_have_count(2)
    page.goto(f"/compose/?space={space.slug}")
    expect(page.locator("#composer textarea")).to_have_value("")
    expect(page.locator("#composer .shot")).to_have_count(0)


@pytest.mark.parametrize("refused", ["IndexedDB", "localStorage"])
def test_E5_a_device_that_keeps_nothing_says_so(open_browser, anna, space, refused, tmp_path):
    page = open_browser(anna, size="phone")
    call = {"IndexedDB": "indexedDB.open", "localStorage": "Storage.prototype.setItem"}[refused]
    page.add_init_script(f"{call} = () => {{ throw new DOMException('no', 'SecurityError'); }};")
    page.goto(f"/compose/?space={space.slug}")
    page.fill("#composer textarea", "From the cellar")
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    expect(page.locator("p[data-unkept]")).to_contain_text("This device keeps no drafts")
    expect(page.locator("#composer textarea")).to_have_value("From the cellar")
    send(page)
    expect(page.locator("post-card")).to_contain_text("From the cellar")


def test_E5_taps_without_a_network_keep_their_look_and_arrive_by_themselves(
    open_browser, anna, space
):
    make_post(anna, space, "Valve stuck")
    page = open_browser(anna, size="phone", language="de")
    page.goto("/")
    like, save = page.locator("[data-react]"), page.locator(".act--save")
    page.context.set_offline(True)
    like.click()
    expect(like).to_have_attribute("value", "delete")
    like.click()
    expect(like).to_have_attribute("value", "put")
    like.click()  # the last tap counts
    save.click()
    for one in (like, save):
        expect(one).to_have_attribute("value", "delete")
        expect(one).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".toast--error, outbox-bar")).to_be_hidden()
    page.context.set_offline(False)
    wait_until(lambda: Reaction.objects.count() == Saved.objects.count() == 1, "both")
    expect(page.locator(".post__sum")).to_be_visible()


def test_E5_an_edit_survives_a_broken_line_and_a_reload(open_browser, anna, space):
    post = make_post(anna, space, "Befor")
    page = open_browser(anna, provoked="ERR_FAILED")
    page.goto(f"/p/{post.pk}/edit/")
    page.fill("[name=body]", "Before")
    page.route("**/edit/", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    page.get_by_role("button", name="Save").locator("visible=true").click()
    expect(page.locator(FAILURE)).to_contain_text("No connection.")
    page.unroute("**/edit/")
    page.reload()
    expect(page.locator("[name=body]")).to_have_value("Before")
    page.get_by_role("button", name="Save").locator("visible=true").click()
    expect(page.locator("post-card .post__text")).to_have_text("Before")
    page.goto(f"/p/{post.pk}/edit/")
    expect(page.locator("[name=body]")).to_have_value("Before")
    post.refresh_from_db()
    assert post.version == 2


@pytest.mark.parametrize(
    "address", ["/settings/profile/", "/spaces/new/", "/surveys/new/", "/announcements/new/"]
)
def test_E5_every_form_keeps_its_text_without_a_network(open_browser, address):
    person = make_user("anna", role="administrator")
    page = open_browser(person, size="phone")
    page.goto(address)
    field = page.locator("main form textarea").locator("visible=true").first
    field.fill("Written in a lift")
    field.evaluate("one => one.form.noValidate = true")
    page.context.set_offline(True)
    field.locator("xpath=ancestor::form").locator(".btn--primary").click()
    expect(page.locator(FAILURE)).to_contain_text("No connection.")
    expect(field).to_have_value("Written in a lift")
    page.context.set_offline(False)
    page.reload()
    expect(field).to_have_value("Written in a lift")


def test_drafts_of_somebody_else_wait_for_their_owner(open_browser, anna, space):
    page = open_browser(anna)
    write(page, space)
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('draft:'))"
    page.evaluate(f"localStorage.setItem('draft:999:compose', {kept}[0])")
    page.goto("/me/")
    page.locator("[data-logout] button").click()
    expect(page.locator("#id_login")).to_be_visible()
    wait_until(lambda: page.evaluate(kept) == ["draft:999:compose"], "only the other's draft")


def test_the_camera_button_opens_the_choice_of_pictures(open_browser, anna, space, tmp_path):
    for size in ("phone", "desktop"):
        page = open_browser(anna, size=size)
        page.goto("/")
        with page.expect_file_chooser() as choice:
            page.locator(".prompt__tool").click()
        choice.value.set_files(picture(tmp_path))
        expect(page.locator("#composer textarea")).to_be_visible()
        expect(page.locator("#composer .shot [name=photo]")).to_have_count(1)


def test_E5_photos_of_an_unsent_message_survive_a_reload(open_browser, anna, tmp_path):
    group = make_group(make_user("ben"))
    page = open_browser(anna, size="phone")
    page.goto(f"/chat/{group.pk}/")
    page.locator(".conversation__write [name=files]").first.set_input_files(picture(tmp_path))
    expect(page.locator(".conversation__write .shot")).to_have_count(1)
    wait_until(lambda: page.evaluate(KEPT_FILES) == 1, "the photo on the device")
    page.reload()
    expect(page.locator(".conversation__write .shot")).to_have_count(1)
    page.locator(".conversation__write .send").click()
    expect(page.locator(".msg img[srcset]")).to_have_count(1)
    wait_until(lambda: page.evaluate(KEPT_FILES) == 0, "an empty draft")
