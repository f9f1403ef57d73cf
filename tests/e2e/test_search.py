"""Find it again: one box for a thumb on a bad line, for the keyboard alone, for screen readers."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.layout import assert_laid_out, enlarge
from tests.e2e.searched import WORDS, make_searched

# a train between two towns: half a second each way, as much a second as ten years ago
BAD_LINE = {
    "offline": False,
    "latency": 500,
    "downloadThroughput": 40_000,
    "uploadThroughput": 15_000,
}


@pytest.fixture
def anna() -> User:
    return make_searched()


def hit(page, name):
    return page.locator(".search__hit").filter(has=page.get_by_role("link", name=name))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_phone_on_a_bad_line_finds_it_again(open_browser, anna, language):
    page = open_browser(anna, size="phone", language=language)
    page.goto("/")
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", BAD_LINE)
    page.get_by_role("link", name={"de": "Suchen", "en": "Search"}[language], exact=True).click()
    page.locator("#main input[type=search]").press_sequentially(WORDS)
    expect(hit(page, "Rücknahme in der Garantie")).to_contain_text(
        {"de": "Abgelaufen", "en": "Expired"}[language]
    )
    assert "q=R%C3%BCcknahme" in page.url
    expect(hit(page, "bedingungen.pdf")).to_contain_text(
        {"de": "Seite 3:", "en": "Page 3:"}[language]
    )
    expect(hit(page, "Frank Wieczorek")).to_contain_text("Garantie und Rücknahme")
    said = {"de": "3 Treffer", "en": "3 results"}[language]
    expect(page.locator("#search-said")).to_have_text(said)
    assert_accessible(page)
    assert_fits(page)
    hit(page, "bedingungen.pdf").get_by_role("link").click()
    expect(page.locator("#page-3 mark").first).to_be_in_viewport()
    assert_accessible(page)


def test_the_keyboard_alone_leads_into_the_box_through_the_hits_and_back(open_browser, anna):
    page = open_browser(anna)
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("search-box input")).to_be_focused()
    page.keyboard.type("garantie rücknahme")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.keyboard.press("Control+k")
    box = page.locator("#main input[type=search]")
    expect(box).to_be_focused()
    links = page.locator(".search__hit h3 a")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    expect(links).to_have_count(0)
    expect(page.get_by_role("heading", name="My last searches")).to_be_visible()
    page.get_by_role("link", name="garantie rücknahme").press("Enter")
    links.first.press("Enter")
    page.wait_for_url(lambda url: "/search/" not in url or "/files/" in url)


def test_suggestions_name_people_first_and_one_goes_there_by_arrow_and_enter(open_browser, anna):
    page = open_browser(anna)
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("wiecz")
    option = page.get_by_role("option", name="Frank Wieczorek")
    expect(option).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/frank/")


def test_last_searches_can_be_forgotten_and_go_with_the_person(open_browser, anna):
    page = open_browser(anna)
    page.goto("/search/")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    expect(hit(page, "bedingungen.pdf")).to_be_visible()
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_role("option")).to_have_text([WORDS, "Clear my last searches"])
    page.get_by_role("option", name="Clear my last searches").click()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_role("option")).to_have_count(0)


def test_a_kind_and_a_filter_narrow_down_what_was_found_and_the_address_says_so(open_browser, anna):
    page = open_browser(anna)
    page.goto("/search/?q=garantie")
    page.locator(".search__tabs").get_by_role("link", name="Files").click()
    expect(page.locator(".search__hit")).to_have_count(1)
    page.get_by_label("Time").select_option("week")
    page.wait_for_url("**time=week*")
    assert "kind=file" in page.url
    expect(page.locator(".search__hit")).to_have_count(1)


def test_where_nothing_is_found_the_composer_opens_with_the_question(open_browser, anna):
    page = open_browser(anna)
    page.goto("/search/?q=zwölf+Riesen")
    page.get_by_role("link", name="Ask in a space").click()
    expect(page.locator("[name=body]")).to_have_value("zwölf Riesen")


def test_it_works_without_scripts(open_browser, anna):
    page = open_browser(anna, java_script_enabled=False)
    page.goto("/")
    page.locator("[role=search] input[type=search]").first.fill(WORDS)
    page.keyboard.press("Enter")
    expect(hit(page, "bedingungen.pdf")).to_be_visible()
    page.get_by_label("Order").select_option("newest")
    page.locator("noscript .btn, .search__narrow .btn").first.click()
    assert "order=newest" in page.url


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_narrow_windows_large_letters_and_every_theme(open_browser, anna, theme):
    User.objects.filter(pk=anna.pk).update(theme=theme)
    page = open_browser(anna, size="phone", language="de", viewport={"width": 320, "height": 640})
    enlarge(page, 200)
    for address in (f"/search/?q={WORDS}", "/search/", "/search/?q=zwölf+Riesen"):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)
        assert_laid_out(page)
