"""Between a page and its scripts: no tap is lost, none counts twice, and what is written needs
none but the first."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from chat.models import Message
from feed.models import Comment, Reaction
from tests.e2e.test_outbox import BACK, waiting_rows
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_group, make_post, make_space

REST = "**/static/late.js*"
OWN = ("**/joined/chat.js", "**/joined/feed.js")  # of the pages where people write
FIRST = "() => Boolean(customElements.get('draft-form'))"
PROVOKED = ("ERR_", "WebSocket", "status of")


@pytest.fixture
def post(anna, ben):
    return make_post(anna, make_space(anna, ben), "Who has the key?")


@pytest.fixture(params=["message", "comment"])
def place(request, post, ben):
    """Where Ben writes: its path, and what is stored then."""
    if request.param == "comment":
        return f"/p/{post.pk}/", Comment
    return f"/chat/{make_group(ben).pk}/", Message


class Held:
    """Scripts of a page that wait, until it is said what becomes of them."""

    def __init__(self, page: Page, *scripts: str) -> None:
        self._waiting, self._deed = [], None
        for script in scripts:
            page.route(script, self._take)

    def _take(self, route: Route) -> None:
        if self._deed:
            self._deed(route)
        else:
            self._waiting.append(route)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def end(self, deed: Callable[[Route], None]) -> None:
        """Do this with them, and with whatever is asked for from now on."""
        self._deed = deed
        while self._waiting:
            deed(self._waiting.pop())


@pytest.fixture
def slow_page(open_browser, ben):
    """A page of Ben whose late scripts wait, and they."""

    def opened(path: str, **more) -> tuple[Page, Held]:
        page = open_browser(ben, **more)
        held = Held(page, REST)
        page.goto(path, wait_until="domcontentloaded")
        until(page, lambda: held, "the late scripts")
        page.evaluate("window.isTheSamePage = true")
        return page, held

    return opened


def come(route: Route) -> None:
    route.continue_()


def fail(route: Route) -> None:
    route.abort()


def write(page: Page, words: str) -> None:
    page.wait_for_function(FIRST)
    page.fill("#write textarea", words)
    page.locator("#write .send").last.click()
    expect(page.locator("#write textarea")).to_have_value("")


def shown(page: Page, words: str):
    rows = page.locator("chat-log .msg[data-seq], #comments li.comment")
    return rows.filter(has_text=words)


# --- taps ----------------------------------------------------------------------------------
def test_a_tap_before_the_late_scripts_is_done_once_they_are_there(slow_page, post):
    page, held = slow_page("/")
    like = page.get_by_role("button", name="Like").first
    like.click()
    like.click()
    expect(like).to_have_attribute("aria-busy", "true")
    assert not Reaction.objects.exists()
    held.end(come)
    expect(like).to_have_attribute("aria-pressed", "true")
    until(page, lambda: Reaction.objects.count() == 1, "the reaction")
    assert page.evaluate("window.isTheSamePage")


def test_where_the_line_is_dead_the_late_scripts_and_the_tap_wait_for_it(slow_page, post):
    page, held = slow_page("/", provoked="ERR_FAILED")
    like = page.get_by_role("button", name="Like").first
    like.click()
    with page.expect_event("requestfailed", lambda one: one.resource_type == "fetch"):
        held.end(fail)
    expect(like).to_have_attribute("aria-busy", "true")
    assert not Reaction.objects.exists()
    held.end(come)
    page.evaluate(BACK)
    expect(like).to_have_attribute("aria-pressed", "true")
    until(page, lambda: Reaction.objects.count() == 1, "the reaction")
    assert page.evaluate("window.isTheSamePage")


def test_where_the_server_has_no_late_scripts_a_tap_is_a_plain_form(slow_page, post):
    page, held = slow_page("/")
    page.get_by_role("button", name="Like").first.click()
    held.end(lambda route: route.fulfill(status=404, json={}))
    until(page, lambda: Reaction.objects.count() == 1, "the reaction")
    expect(page.locator(".post").first).to_be_visible()


def test_a_link_that_is_tapped_again_leads_to_its_page(slow_page):
    page, _held = slow_page("/")
    link = page.locator(".rail a[data-sheet]")
    link.click()
    expect(link).to_have_attribute("aria-busy", "true")
    link.click()
    page.wait_for_url("**/me/status/")


def test_what_was_typed_before_the_late_scripts_is_looked_for(slow_page, anna):
    page, held = slow_page("/people/")
    page.fill("#main [type=search]", anna.first_name)
    held.end(come)
    page.wait_for_url(f"**/people/?*{anna.first_name}*")
    assert page.evaluate("window.isTheSamePage")


# --- texts ---------------------------------------------------------------------------------
def test_E5_what_is_written_before_the_late_scripts_needs_none_of_them(slow_page, place):
    path, model = place
    page, held = slow_page(path)
    write(page, "On the hook")
    rows = model.objects.filter(body="On the hook")
    until(page, lambda: rows.count() == 1, "what was written")
    held.end(come)
    expect(shown(page, "On the hook")).to_have_count(1)
    assert page.evaluate("window.isTheSamePage")


@pytest.mark.parametrize("missing", [[REST], [REST, *OWN]], ids=["late", "late and own"])
def test_E5_what_is_written_where_scripts_never_come_is_sent_once(
    open_browser, line, ben, place, missing
):
    path, model = place
    page = open_browser(ben, base_url=line.address, provoked=PROVOKED)
    held = Held(page, *missing)
    held.end(fail)
    page.goto(path)
    line.become("cut")
    write(page, "From the cellar")
    until(page, lambda: waiting_rows(page) == 1, "the row")
    page.goto("about:blank")
    rows = model.objects.filter(body="From the cellar")
    assert not rows.exists()
    line.become("open")
    page.goto(path)
    until(page, rows.exists, "what was written")
    held.end(come)
    page.goto("about:blank")
    page.goto(path)
    expect(shown(page, "From the cellar")).to_have_count(1)
    assert rows.count() == 1


def test_E5_what_is_written_while_scripts_hang_is_sent_and_shown(open_browser, ben, place):
    path, model = place
    page = open_browser(ben)
    held = Held(page, REST, *OWN)
    page.goto(path, wait_until="commit")
    write(page, "Nobody there?")
    rows = model.objects.filter(body="Nobody there?")
    until(page, lambda: rows.count() == 1, "what was written")
    held.end(come)
    expect(shown(page, "Nobody there?")).to_have_count(1)
    assert rows.count() == 1


def test_E5_what_was_begun_before_its_script_came_is_there_again(open_browser, ben, place):
    path, _model = place
    page = open_browser(ben, provoked="ERR_")
    held = Held(page, *OWN)
    held.end(fail)
    page.goto(path)
    page.fill("#write textarea", "Where is")
    page.goto("/")
    held.end(come)
    page.goto(path)
    expect(page.locator("#write textarea")).to_have_value("Where is")


def test_E5_a_photo_chosen_before_the_scripts_goes_along(open_browser, ben, place, tmp_path):
    path, model = place
    page = open_browser(ben, provoked="ERR_")
    held = Held(page, REST, *OWN)
    held.end(fail)
    page.goto(path)
    page.wait_for_function(FIRST)
    page.set_input_files("#write [name=files] >> nth=0", picture(tmp_path))
    write(page, "This one")
    rows = model.objects.filter(body="This one")
    until(page, lambda: rows.count() == 1, "what was written")
    held.end(come)
    page.goto("about:blank")
    page.goto(path)
    expect(shown(page, "This one").locator("img[src*='/files/']")).to_be_visible()
