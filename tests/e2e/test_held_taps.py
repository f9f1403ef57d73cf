"""Between a page and its scripts: no tap is lost, none counts twice, and what is written needs
none but the first."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from chat.models import Message
from feed.models import Comment, Reaction
from tests.e2e.test_outbox import BACK, waiting_rows
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_group, make_post, make_space

REST = "**/static/late.js*"
OWN = ("**/joined/chat.js", "**/comment-thread.js")  # of the pages where people write
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


@pytest.fixture
def slow_page(open_browser, ben):
    """A page of Ben whose late scripts wait, and what lets them come."""

    def opened(path: str, **more) -> tuple[Page, list]:
        page, held = open_browser(ben, **more), []
        page.route(REST, lambda route: held.append(route))
        page.goto(path, wait_until="domcontentloaded")
        until(page, lambda: held, "the late scripts")
        page.evaluate("window.isTheSamePage = true")
        return page, held

    return opened


def write(page: Page, words: str) -> None:
    page.wait_for_function(FIRST)
    page.fill("#write textarea", words)
    page.locator("#write .send").last.click()
    expect(page.locator("#write textarea")).to_have_value("")


def shown(page: Page):
    return page.locator("chat-log .msg[data-seq], #comments li.comment")


# --- taps ----------------------------------------------------------------------------------
def test_a_tap_before_the_late_scripts_is_done_once_they_are_there(slow_page, post):
    page, held = slow_page("/")
    like = page.get_by_role("button", name="Like").first
    like.click()
    like.click()
    expect(like).to_have_attribute("aria-busy", "true")
    assert not Reaction.objects.exists()
    held[0].continue_()
    expect(like).to_have_attribute("aria-pressed", "true")
    until(page, lambda: Reaction.objects.count() == 1, "the reaction")
    assert page.evaluate("window.isTheSamePage")


def test_where_the_line_is_dead_the_late_scripts_and_the_tap_wait_for_it(slow_page, post):
    page, held = slow_page("/", provoked="ERR_FAILED")
    like = page.get_by_role("button", name="Like").first
    like.click()
    page.unroute(REST)
    page.route(REST, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda one: one.resource_type == "fetch"):
        held[0].abort()
    expect(like).to_have_attribute("aria-busy", "true")
    assert not Reaction.objects.exists()
    page.unroute(REST)
    page.evaluate(BACK)
    expect(like).to_have_attribute("aria-pressed", "true")
    until(page, lambda: Reaction.objects.count() == 1, "the reaction")
    assert page.evaluate("window.isTheSamePage")


def test_where_the_server_has_no_late_scripts_a_tap_is_a_plain_form(slow_page, post):
    page, held = slow_page("/")
    page.get_by_role("button", name="Like").first.click()
    page.unroute(REST)
    page.route(REST, lambda route: route.fulfill(status=404, json={}))
    held[0].fulfill(status=404, json={})
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
    held[0].continue_()
    page.wait_for_url(f"**/people/?*{anna.first_name}*")
    assert page.evaluate("window.isTheSamePage")


# --- texts ---------------------------------------------------------------------------------
def test_E5_what_is_written_before_the_late_scripts_needs_none_of_them(slow_page, place):
    path, model = place
    page, held = slow_page(path)
    write(page, "On the hook")
    until(page, lambda: model.objects.count() == 1, "what was written")
    held[0].continue_()
    expect(shown(page)).to_have_count(1)
    assert page.evaluate("window.isTheSamePage")


@pytest.mark.parametrize("missing", [[REST], [REST, *OWN]], ids=["late", "late and own"])
def test_E5_what_is_written_where_scripts_never_come_is_sent_once(
    open_browser, line, ben, place, missing
):
    path, model = place
    page = open_browser(ben, base_url=line.address, provoked=PROVOKED)
    for script in missing:
        page.route(script, lambda route: route.abort())
    page.goto(path)
    line.become("cut")
    write(page, "From the cellar")
    until(page, lambda: waiting_rows(page) == 1, "the row")
    with suppress(Error):
        page.reload()
    assert not model.objects.exists()
    line.become("open")
    page.goto(path)
    until(page, lambda: model.objects.exists(), "what was written")
    page.unroute_all()
    page.goto(path)
    expect(shown(page)).to_have_count(1)
    assert model.objects.count() == 1


def test_E5_what_is_written_while_scripts_hang_is_sent_and_shown(open_browser, ben, place):
    path, model = place
    page, held = open_browser(ben), []
    for script in (REST, *OWN):
        page.route(script, lambda route: held.append(route))
    page.goto(path, wait_until="commit")
    write(page, "Nobody there?")
    until(page, lambda: model.objects.count() == 1, "what was written")
    page.unroute_all()
    for route in held:
        route.continue_()
    expect(shown(page)).to_have_count(1)
    assert model.objects.count() == 1


def test_E5_what_was_begun_before_its_script_came_is_there_again(open_browser, ben, place):
    path, _model = place
    page = open_browser(ben, provoked="ERR_")
    for script in OWN:
        page.route(script, lambda route: route.abort())
    page.goto(path)
    page.fill("#write textarea", "Where is")
    page.goto("/")
    page.unroute_all()
    page.goto(path)
    expect(page.locator("#write textarea")).to_have_value("Where is")


def test_E5_a_photo_chosen_before_the_scripts_goes_along(open_browser, ben, place, tmp_path):
    path, model = place
    page = open_browser(ben, provoked="ERR_")
    for script in (REST, *OWN):
        page.route(script, lambda route: route.abort())
    page.goto(path)
    page.wait_for_function(FIRST)
    page.set_input_files("#write [name=files] >> nth=0", picture(tmp_path))
    write(page, "This one")
    until(page, lambda: model.objects.count() == 1, "what was written")
    page.unroute_all()
    page.goto(path)
    expect(shown(page).locator("img[src*='/files/']")).to_be_visible()
