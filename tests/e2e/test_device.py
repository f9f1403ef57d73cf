"""Pages from the device: without a line, on a silent one, before a portal; and the way back."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.sessions import Session
from feed.actions import edit_post
from feed.models import Post
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.conftest import _session
from tests.e2e.device import CONTROLLED
from tests.e2e.waiting import LIMIT_MS, until
from tests.factories import make_post, make_space, make_user

STORED = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys())
      found.push(name + new URL(url).pathname);
  return found;
}"""
TEXTS = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).matchAll()) found.push(await one.text());
  return found.join();
}"""
AGE = "page-age"
HAS_DRAFT = "Object.keys(localStorage).some((key) => key.startsWith('draft:'))"


@pytest.fixture
def phone(open_phone):
    """A phone of somebody, who has been to the start page once."""

    def opened(person, **more):
        page = open_phone(person, **more)
        for path in ("/", "/compose/", "/me/"):  # the last of the tabs
            stored(page, path)
        return page

    return opened


@pytest.fixture
def post(anna):
    return make_post(anna, make_space(anna, make_user("ben")), "The valve is stuck")


def stored(page: Page, path: str) -> None:
    """Wait until the page is on the device."""
    kept = path.removeprefix("/")
    until(page, lambda: kept in {one.partition("/")[2] for one in pages_on(page)}, path)


def pages_on(page: Page) -> list[str]:
    return [one for one in page.evaluate(STORED) if one.startswith("pages:")]


def visit(page: Page, path: str) -> None:
    page.goto(path)
    stored(page, path)


# --- without a line ----------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["cut", "silent"])
def test_I3_a_known_page_opens_without_a_line_and_says_of_when_it_is(
    phone, line, anna, post, state
):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    page.goto("/")
    line.become(state)
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("#main")).to_contain_text("The valve is stuck")
    came = "performance.getEntriesByType('navigation')[0].responseStart"
    assert page.evaluate(came) <= 2_000
    expect(page.locator(AGE)).to_have_text(re.compile(r"^\s*No connection. As of \d\d:\d\d\s*$"))
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Atkinson')
    assert_accessible(page)
    line.become("open")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(AGE)).to_be_hidden()


@pytest.mark.parametrize("state", ["cut", "silent", "foreign"])
def test_I3_an_unknown_page_without_a_line_is_our_own_and_opens_by_itself_later(
    phone, line, anna, post, state
):
    page = phone(anna, language="de")
    line.become(state)
    page.goto(post.spaces.get().get_absolute_url())  # posts are lent, lists of spaces are not
    expect(page.locator("h1")).to_have_text("Kein Netz")
    expect(page.locator("kept-pages a", has_text="Feed")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    line.become("open")
    expect(page.locator("#main")).to_contain_text("The valve is stuck")


@pytest.mark.parametrize("state", ["foreign", "refusing", "login"])
def test_I3_a_portal_is_never_taken_for_a_page_of_ours(phone, line, anna, state):
    page = phone(anna, provoked=("ERR_", "WebSocket", "status of"))
    line.become(state)
    page.goto("/")
    expect(page.locator("#main")).to_be_visible()
    expect(page.locator(AGE)).to_be_visible()
    page.goto("/people/")
    expect(page.locator("kept-pages")).to_be_visible()
    assert "Hotel" not in page.evaluate(TEXTS)


# --- what changed meanwhile ----------------------------------------------------------------------
def test_news_slide_into_a_page_from_the_device(phone, line, anna, post):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    edit_post(by=anna, post=post, body="The valve is free again")
    line.answers.clear()
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("#main")).to_contain_text("The valve is stuck")
    line.answers.set()
    expect(page.locator("#main")).to_contain_text("The valve is free again")


def test_news_never_take_away_what_somebody_is_writing(phone, line, anna, post):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    edit_post(by=anna, post=post, body="The valve is free again")
    line.answers.clear()
    page.goto(f"/p/{post.pk}/")
    field = page.locator("textarea").first
    field.press_sequentially("I have a spare one")
    line.answers.set()
    toast = page.locator(".toast", has_text="There is something new on this page.")
    expect(toast).to_be_visible()
    expect(page.locator("#main")).to_contain_text("The valve is stuck")
    expect(field).to_have_value("I have a spare one")
    toast.get_by_role("button", name="Show").click()
    expect(page.locator("#main")).to_contain_text("The valve is free again")
    expect(page.locator("textarea").first).to_have_value("I have a spare one")


def test_who_wrote_something_sees_it_on_pages_that_were_kept_before(phone, line, anna, post):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    page.goto("/saved/")
    page.evaluate(
        """(pk) => fetch(`/p/${pk}/saved/`, {
          method: "PUT",
          headers: {"HX-Request": "true", "X-CSRFToken": document.body.dataset.csrf},
        })""",
        post.pk,
    )
    page.goto("/saved/")
    expect(page.locator("post-card")).to_contain_text("The valve is stuck")
    expect(page.locator(AGE)).to_be_hidden()


def test_what_may_no_longer_be_read_leaves_the_device(phone, line, anna, post):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    post.delete()
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("h1")).to_be_visible()
    until(page, lambda: not any(f"/p/{post.pk}/" in one for one in pages_on(page)), "it is gone")


# --- who the device belongs to -----------------------------------------------------------------
def test_B4_signing_out_leaves_no_page_on_the_device(phone, line, anna, post):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    page.goto("/me/")
    page.locator("form[data-logout] button").first.click()
    page.wait_for_url("**/login/**")
    until(page, lambda: not pages_on(page), "nothing is kept")
    page.goto("/login/")
    page.wait_for_function(CONTROLLED)
    assert "valve" not in page.evaluate(TEXTS)
    line.become("cut")
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("h1")).to_have_text("No connection")
    expect(page.locator("kept-pages")).to_be_hidden()


def test_B4_who_signs_in_after_somebody_else_finds_nothing_of_theirs(phone, line, anna, post):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    page.goto("about:blank")  # a page that learns that its session ended loads again
    Session.objects.all().delete()
    page.context.add_cookies([{**_session(make_user("carl", language="en")), "url": line.address}])
    visit(page, "/people/")
    assert {one.partition("/")[2] for one in pages_on(page)} <= {"people/", "compose/"}
    line.become("cut")
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("h1")).to_have_text("No connection")


# --- versions and the way back ------------------------------------------------------------------
def shells(page: Page) -> list[str]:
    return [one for one in page.evaluate("caches.keys()") if one.startswith("shell:")]


# what the old worker hears reminds a busy Chromium to look whether that one is idle
TAKEN_OVER = """async () => {
  const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
  if (waiting && performance.now() % 5_000 < 100) active.postMessage({});
  return !installing && !waiting && active.state === "activated";
}"""

UPDATED = """async () => {
  await (await navigator.serviceWorker.getRegistration()).update();
  return true;
}"""


def look(page: Page) -> None:
    """Have the browser look for another worker, as it does by itself with the next visit."""
    until(page, lambda: page.evaluate(UPDATED), "an answer")


def renewed(page: Page) -> None:
    """Have the browser find the new worker, and wait until that one serves.

    The page that is asked for in the split second in which one takes over from the other, Chromium
    forgets (measured: one in ten when a test asks right then); so it is waited for.
    """
    look(page)
    until(page, lambda: page.evaluate(TAKEN_OVER), "the new worker", limit=3 * LIMIT_MS)


def test_a_new_version_takes_over_and_leaves_drafts_and_pages(phone, line, anna, post, settings):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    page.locator("textarea").first.press_sequentially("I have a spare one")
    until(page, lambda: page.evaluate(HAS_DRAFT), "the draft")
    first = shells(page)
    for colour in ("#aa2200", "#0022aa"):
        settings.BRAND_COLOUR = colour
        renewed(page)
        assert set(shells(page)) - set(first)
        page.goto("/")
        expect(page.locator('link[href*="brand.css"]')).to_have_count(1)
        until(page, lambda: len(shells(page)) <= 2, "only two shells")
    assert not set(first) & set(shells(page))
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("textarea").first).to_have_value("I have a spare one")


def test_a_page_of_an_older_shell_looks_as_it_did(phone, line, anna, post, settings):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    page.goto("/")
    sheet = page.locator('link[href*="brand.css"]').get_attribute("href")
    settings.BRAND_COLOUR = "#aa2200"
    renewed(page)
    assert len(shells(page)) == 2
    line.become("cut")
    page.goto(f"/p/{post.pk}/")
    expect(page.locator("#main")).to_contain_text("The valve is stuck")
    assert page.locator('link[href*="brand.css"]').get_attribute("href") == sheet
    sheets = "[...document.styleSheets].filter((one) => one.cssRules.length).map((one) => one.href)"
    assert any(one.endswith(sheet) for one in page.evaluate(sheets))


def test_the_switch_of_the_operator_empties_a_device_and_takes_the_worker_away(
    phone, line, anna, post, settings
):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    page.locator("textarea").first.press_sequentially("I have a spare one")
    until(page, lambda: page.evaluate(HAS_DRAFT), "the draft")
    settings.DEVICE_WORKER = False
    Session.objects.all().delete()
    look(page)
    page.wait_for_url("**/login/**")
    until(page, lambda: page.evaluate("caches.keys()") == [], "an empty device")
    known = "async () => (await navigator.serviceWorker.getRegistrations()).length"
    until(page, lambda: page.evaluate(known) == 0, "no worker")
    assert page.evaluate(HAS_DRAFT)
    settings.DEVICE_WORKER = True
    page.goto("/login/")
    page.wait_for_function(CONTROLLED)


# --- as an app ---------------------------------------------------------------------------------
def test_chromium_finds_nothing_in_the_way_of_installing(phone, anna):
    page = phone(anna)
    devtools = page.context.new_cdp_session(page)
    told = devtools.send("Page.getAppManifest")
    assert told["url"].endswith("/manifest.webmanifest") and told["errors"] == []
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in found if one["errorId"] != "in-incognito"] == []


# what the phone does that shares: a form of its own, without a token, whose answer is opened
SHARE = """async () => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/share/", enctype: "multipart/form-data" });
  const words = Object.assign(document.createElement("input"), { name: "text" });
  words.value = "Look at this valve";
  const canvas = new OffscreenCanvas(40, 30);
  canvas.getContext("2d").fillRect(0, 0, 40, 30);
  const photo = await canvas.convertToBlob({ type: "image/jpeg" });
  const held = new DataTransfer();
  held.items.add(new File([photo], "valve.jpg", { type: "image/jpeg" }));
  const files = Object.assign(document.createElement("input"), { type: "file", name: "files" });
  files.files = held.files;
  form.append(words, files);
  document.body.append(form);
  form.submit();
}"""


def test_what_a_phone_shares_without_a_line_lands_in_the_composer_and_is_posted_on_a_tap(
    phone, line, anna, post
):
    page = phone(anna)
    stored(page, "/compose/")
    line.become("cut")
    page.evaluate(SHARE)
    page.wait_for_url("**/compose/")
    expect(page.locator("#composer textarea")).to_have_value("Look at this valve")
    expect(page.locator("#composer .shot img")).to_have_count(1)
    assert Post.objects.count() == 1
    line.become("open")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#composer .shot [name=photo]")).to_have_count(1)
    page.locator("details.audience summary").click()
    page.locator("[name=space]").first.check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Post", exact=True).first.click()
    until(page, lambda: Post.objects.filter(body="Look at this valve").exists(), "the post")
    assert Post.objects.get(body="Look at this valve").photos.count() == 1


def test_a_form_of_a_kept_page_never_sends_under_the_same_id_twice(phone, line, anna, post):
    page = phone(anna)
    visit(page, f"/p/{post.pk}/")
    ids = set()
    line.become("cut")
    for _time in range(2):
        page.goto(f"/p/{post.pk}/")
        ids.add(page.locator("[name=client_id]").first.input_value())
    assert len(ids) == 2


OFFER = """() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = () => (window.wasAsked = true);
  dispatchEvent(offer);
}"""
HINT = "install-hint"


def come_back(page: Page) -> None:
    """Another visit, on another day."""
    page.evaluate("sessionStorage.clear()")
    page.goto("/")
    page.wait_for_function("() => customElements.get('install-hint') !== undefined")


def test_the_second_visit_says_why_to_install_and_no_is_heard(open_browser, anna):
    page = open_browser(anna, size="phone", language="de")
    page.goto("/")
    page.wait_for_function("() => customElements.get('install-hint') !== undefined")
    page.evaluate(OFFER)
    expect(page.locator(HINT)).to_be_hidden()
    come_back(page)
    expect(page.locator(HINT)).to_be_hidden()  # the browser offers nothing
    page.evaluate(OFFER)
    expect(page.locator(HINT)).to_contain_text("auf deinem Startbildschirm")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Nicht jetzt").click()
    expect(page.locator(HINT)).to_be_hidden()
    come_back(page)
    page.evaluate(OFFER)
    expect(page.locator(HINT)).to_be_hidden()


def test_the_button_of_the_hint_asks_the_browser(open_browser, anna):
    page = open_browser(anna, size="phone")
    page.goto("/")
    page.wait_for_function("() => customElements.get('install-hint') !== undefined")
    come_back(page)
    page.evaluate(OFFER)
    page.get_by_role("button", name="Install", exact=True).click()
    expect(page.locator(HINT)).to_be_hidden()
    assert page.evaluate("window.wasAsked")


def test_on_iphones_words_say_how_to_install(open_browser, anna):
    page = open_browser(anna, size="phone")
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")
    page.goto("/")
    page.wait_for_function("() => customElements.get('install-hint') !== undefined")
    come_back(page)
    expect(page.locator(HINT)).to_contain_text("Tap Share below")
    expect(page.get_by_role("button", name="Install", exact=True)).to_be_hidden()
