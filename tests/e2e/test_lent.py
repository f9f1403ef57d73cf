"""What a device was lent: everything that matters opens without a network, also what was never
opened before."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.sessions import Session
from announcements.actions import upload_attachment
from feed.actions import delete_post, upload_photo
from feed.models import Post
from search.text.folding import fold
from tests.announcements.newsroom import make_announcement, make_editor
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.conftest import _session
from tests.e2e.device import CONTROLLED, INDEX, lent_files
from tests.e2e.engines import both_engines
from tests.e2e.line import STRANGERS
from tests.e2e.waiting import until
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)
from tests.feed.pictures import a_picture
from tests.surveys.making import make_survey

KEPT = "(path) => caches.match(path, { ignoreVary: true }).then(Boolean)"
ME = "document.body.dataset.me"


@pytest.fixture
def phone(open_phone):
    """A phone of somebody who opened the start page once, and nothing else."""

    def opened(person, **more):
        page = open_phone(person, **more)
        until(page, lambda: page.evaluate(INDEX)["at"], "the device is filled")
        return page

    return opened


@pytest.fixture
def kept_for_anna(anna):
    """One of each kind, by address: what stands there."""
    ben = make_user("ben", phone="+49 461 555 01", language="de")
    space = make_space(anna, ben)
    told = make_announcement(space, title="Neuer Dienstplan")
    post = make_post(ben, space, "Das Ventil klemmt")
    poll = make_poll(ben, space, body="Wann grillen wir?").post
    survey = make_survey(anna, author=make_editor(), anonymous=False, title="Wie geht es uns?")
    chat = make_group(ben, name="Trupp")
    make_message(chat, ben, "Hast du ein Ersatzteil?")
    return {
        told.get_absolute_url(): "Neuer Dienstplan",
        f"/p/{told.pk}/": "Neuer Dienstplan",
        post.get_absolute_url(): "Das Ventil klemmt",
        poll.get_absolute_url(): "Wann grillen wir?",
        survey.get_absolute_url(): "Wie geht es uns?",
        f"{survey.get_absolute_url()}1/": "How",
        chat.get_absolute_url(): "Hast du ein Ersatzteil?",
        ben.get_absolute_url(): "+49 461 555 01",
    }


def lent(page: Page) -> set[str]:
    return set(page.evaluate(INDEX)["entries"])


def test_a_post_that_was_never_opened_opens_without_a_network(phone, line, anna):
    ben = make_user("ben")
    post = make_post(ben, make_space(anna, ben), "The valve is stuck")
    make_comment(post, ben, "Mine as well")
    page = phone(anna)
    line.become("cut")
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("#main")).to_contain_text("The valve is stuck")
    expect(page.locator("#comments")).to_contain_text("Mine as well")
    expect(page.locator("page-age")).to_contain_text("No connection. As of")


@both_engines
def test_I4_after_one_visit_to_the_start_page_every_kind_opens_offline(
    phone, line, anna, kept_for_anna
):
    page = phone(anna, language="de")
    line.become("cut")
    for address, words in kept_for_anna.items():
        page.goto(address)
        expect(page.locator("#main")).to_contain_text(words)
        expect(page.locator("page-age")).to_contain_text("Kein Netz. Stand")
    assert_accessible(page)


def test_I4_this_device_says_what_is_kept_without_a_network_and_empties_it(
    phone, line, anna, kept_for_anna
):
    page = phone(anna, language="de")
    line.become("cut")
    page.goto("/settings/this-device/")
    row = page.locator('[data-kind="announcement"]')
    expect(row).to_contain_text("Meldungen")
    expect(row.locator("[data-count]")).to_have_text("1")
    expect(page.locator("[data-size]")).to_contain_text("B")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Gerät leeren").click()
    expect(row.locator("[data-count]")).to_have_text("0")
    assert not lent(page)


def test_I4_the_search_finds_what_is_on_the_device_without_a_network(
    phone, line, anna, kept_for_anna
):
    page = phone(anna, language="de")
    line.become("cut")
    page.goto("/search/?q=VENTIL")
    hits = page.locator("device-search [data-hits] li")
    expect(hits.first).to_contain_text("Ventil")
    expect(page.locator("[data-said]")).to_contain_text("Nur was auf diesem Gerät ist. Stand")
    assert_accessible(page)
    assert_fits(page)
    hits.first.locator("a").click()
    expect(page.locator("#main")).to_contain_text("Ventil")


FOLDED = """async (words) => {
  const { fold } = await import("/static/search/js/device-search.js");
  return words.map(fold);
}"""
SPELLINGS = """
    Rücknahme Ruecknahme Rucknahme Straße STRASSE GROẞ neue Quelle Yıldırım Şahin Łódź İstanbul Æble
    naïve Øre E52 Wärmepumpe
"""


def test_words_are_folded_on_the_device_as_on_the_server(open_browser, anna):
    page = open_browser(anna)
    page.goto("/")
    words = SPELLINGS.split()
    assert page.evaluate(FOLDED, words) == [fold(word) for word in words]


def test_without_a_network_an_area_shows_what_is_kept_of_it_first(phone, line, anna, kept_for_anna):
    page = phone(anna, language="de")
    line.become("cut")
    page.goto("/chat/")
    expect(page.locator("kept-pages li").first).to_contain_text("Trupp")


def test_I4_pictures_and_files_of_announcements_come_along(phone, line, anna):
    lena = make_editor()
    plan = upload_attachment(by=lena, upload=SimpleUploadedFile("Plan.pdf", b"%PDF-1.7 rota"))
    photo = upload_photo(by=lena, upload=a_picture(2000, 1500), description="The van")
    told = make_announcement(make_space(anna), by=lena, files=[plan.key], photos=[photo.key])
    page = phone(anna)
    until(page, lambda: all(lent_files(page)), "pictures and files")
    line.become("cut")
    page.goto(told.get_absolute_url())
    picture = page.get_by_role("img", name="The van")
    until(page, lambda: picture.evaluate("(one) => one.naturalWidth > 0"), "the picture")
    with page.expect_download() as saved:
        page.locator("a.file").click()
    assert Path(saved.value.path()).read_bytes() == b"%PDF-1.7 rota"


# --- who the device belongs to, and what it loses ------------------------------------------------
ENTRIES = "async () => (await caches.keys()).filter((one) => one.startsWith('entries:'))"
LOSE = """async () => {
  const names = await caches.keys();
  for (const name of names.filter((one) => one.startsWith("entries:"))) await caches.delete(name);
}"""


def fetch_now(page: Page) -> None:
    before = page.evaluate(INDEX)["at"]
    page.goto("/settings/this-device/")
    page.get_by_role("button", name="Fetch now").click()
    until(page, lambda: page.evaluate(INDEX)["at"] > before, "the next filling")


def test_I4_what_was_deleted_leaves_the_device_when_it_asks(phone, line, anna, kept_for_anna):
    page = phone(anna, language="en")
    post = Post.objects.get(body="Das Ventil klemmt")
    assert f"post:{post.pk}" in lent(page)
    delete_post(by=post.author, post=post)
    fetch_now(page)
    assert f"post:{post.pk}" not in lent(page)
    line.become("cut")
    page.goto(post.get_absolute_url())
    expect(page.locator("h1")).to_have_text("No connection")


@pytest.mark.parametrize("state", STRANGERS)
def test_a_stranger_who_answers_takes_nothing_from_what_was_lent(
    phone, line, anna, kept_for_anna, state
):
    provoked = ("ERR_", "WebSocket", "status of", "Content Security Policy")
    page = phone(anna, language="de", provoked=provoked)
    page.goto("/settings/this-device/")
    before = lent(page)
    line.become(state)
    page.get_by_role("button", name="Jetzt holen").click()
    expect(page.locator("[data-said]")).to_contain_text("Das hat nicht geklappt.")
    assert lent(page) == before
    post = Post.objects.get(body="Das Ventil klemmt")
    page.goto(post.get_absolute_url())
    expect(page.locator("#main")).to_contain_text("Das Ventil klemmt")
    expect(page.locator("page-age")).to_contain_text("Kein Netz. Stand")


def test_B4_signing_out_takes_along_what_was_lent(phone, line, anna, kept_for_anna):
    page = phone(anna)
    page.goto("/me/")
    page.locator("form[data-logout] button").first.click()
    page.wait_for_url("**/login/**")
    until(page, lambda: not page.evaluate(ENTRIES), "nothing is lent")
    page.goto("/login/")
    page.wait_for_function(CONTROLLED)
    line.become("cut")
    page.goto("/search/?q=Ventil")
    expect(page.locator("device-search")).to_have_count(0)


def hand_over(page: Page, line, person):
    """The browser is another person's from the next request on, without a word to the device."""
    last = reverse("me-status")  # of the tabs: what is still on its way would end the new session
    until(page, lambda: page.evaluate(KEPT, last), "every tab is kept")
    page.goto("about:blank")  # a page that learns that its session ended loads again
    Session.objects.all().delete()
    page.context.add_cookies([{**_session(person), "url": line.address}])
    return person


def test_B4_of_two_people_on_one_phone_each_finds_only_the_own(phone, line, anna, kept_for_anna):
    page = phone(anna)
    annas = page.evaluate(ENTRIES)
    carl = hand_over(page, line, make_user("carl", language="en"))
    page.goto("/people/")  # which Anna never opened
    until(page, lambda: page.evaluate(ENTRIES) == [f"entries:{carl.pk}"], "only those of Carl")
    until(page, lambda: page.evaluate(INDEX)["at"], "the device is filled")
    assert annas == [f"entries:{anna.pk}"]
    assert not [key for key in lent(page) if key.startswith(("chat:", "survey:"))]
    line.become("cut")
    page.goto(next(one for one in kept_for_anna if one.startswith("/chat/")))
    expect(page.locator("h1")).to_have_text("No connection")


def test_B4_a_kept_page_of_who_is_gone_gives_way_to_the_page_of_who_is_here(phone, line, anna):
    page = phone(anna)
    carl = hand_over(page, line, make_user("carl", language="en"))
    line.answers.clear()
    page.goto("/chat/")
    assert page.evaluate(ME) == str(anna.pk)  # nobody has answered yet
    line.answers.set()
    page.wait_for_function("(me) => document.body?.dataset.me === me", arg=str(carl.pk))


MARK = "localStorage.getItem('lent')"
FILL_FOR = """async (me) => {
  const heard = new Promise((done) => navigator.serviceWorker.addEventListener(
    "message", ({ data }) => "lent" in data && done(data.lent)));
  const fill = document.body.dataset.csrf;
  navigator.serviceWorker.controller.postMessage({ fill, me, isNow: true });
  return heard;
}"""


def test_B4_a_page_of_who_is_gone_fills_the_device_of_nobody(phone, line, anna, kept_for_anna):
    page = phone(anna)
    carl = hand_over(page, line, make_user("carl", language="en"))
    page.goto("/people/")
    until(page, lambda: page.evaluate(MARK) == str(carl.pk), "the device is filled")
    assert page.evaluate(FILL_FOR, str(anna.pk)) is False
    assert page.evaluate(ENTRIES) == [f"entries:{carl.pk}"]
    assert page.evaluate(INDEX)["person"] == str(carl.pk)
    assert not [key for key in lent(page) if key.startswith(("chat:", "survey:"))]


def test_what_the_browser_took_away_comes_again_and_is_said(phone, line, anna, kept_for_anna):
    page = phone(anna, language="en")
    until(page, lambda: page.evaluate(MARK), "the mark")
    page.evaluate(LOSE)
    page.goto("/")
    until(page, lambda: page.evaluate(INDEX)["at"], "the device is filled again")
    page.goto("/settings/this-device/")
    expect(page.locator("[data-evicted]")).to_be_visible()
    expect(page.locator('[data-kind="announcement"] [data-count]')).to_have_text("1")
    assert_accessible(page)


def test_who_signed_in_a_moment_ago_has_every_tab_without_a_line(open_phone, line, anna):
    page = open_phone(path="/login/")
    page.context.add_cookies([{**_session(anna), "url": line.address}])
    page.goto("/people/")
    tabs = """async () => {
      const asked = ["/", "/announcements/", "/compose/", "/chat/", "/me/"];
      return Promise.all(asked.map((one) => caches.match(one, { ignoreVary: true })))
        .then((found) => found.every(Boolean));
    }"""
    until(page, lambda: page.evaluate(tabs), "the tabs")
    line.become("cut")
    page.goto("/compose/")
    page.locator("#composer textarea").fill("From the cellar")
    page.goto("/")
    for words in ("News", "Chat", "More", "Today"):
        page.locator(".tabbar").get_by_role("link", name=words).click()
        expect(page.locator(".tabbar [aria-current]")).to_contain_text(words)
