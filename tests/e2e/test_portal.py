"""A captive portal answers everything with 200 and a page of its own: on a page of ours that is
open, it is shown nowhere, and takes nothing that was written."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_post, make_space

PROVOKED = ("ERR_", "WebSocket")
KEPT = "(words) => Object.values(localStorage).some((kept) => kept.includes(words))"
FRAME = "() => new Promise(requestAnimationFrame)"
READY = "(field) => window.htmx && !document.querySelector(field).closest(':not(:defined)')"


@pytest.fixture
def open_page(open_browser, line, anna, ben):
    """A page of Ben with this field, whose line is a portal's once all scripts are there."""
    make_post(ben, make_space(anna, ben), "Who has the key?")

    def opened(path: str, field: str) -> Page:
        page = open_browser(ben, base_url=line.address, provoked=PROVOKED)
        page.goto(path)
        page.focus(field)
        page.wait_for_function(READY, arg=field)
        line.become("foreign")
        return page

    return opened


@pytest.mark.parametrize(
    ("path", "field", "asked"),
    [
        ("/people/", "#main [type=search]", "/people/?"),
        ("/chat/new/", "people-picker [type=search]", "/chat/new/people/"),
        ("/", "search-box [type=search]", "/search/suggestions/"),
    ],
    ids=["a swap", "a part", "suggestions"],
)
def test_what_a_portal_says_is_shown_in_no_list(open_page, path, field, asked):
    page = open_page(path, field)
    with page.expect_response(lambda one: asked in one.url):
        page.fill(field, "anna")
    page.evaluate(FRAME)
    expect(page.locator(field)).to_be_visible()
    assert "Hotel" not in page.text_content("body")


def test_a_portal_takes_no_text_for_the_server(open_page, ben):
    field, words = "textarea[name=body]", "Found it under the mat"
    page = open_page(f"/p/{ben.posts.get().pk}/edit/", field)
    page.fill(field, words)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    expect(page.locator(field)).to_have_value(words)
    assert page.evaluate(KEPT, words)
