"""One's own status in a real browser: from the sheet, without script, in every window."""

import pytest
from playwright.sync_api import expect

from accounts.actions import set_status
from tests.accounts.test_status import soon
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.factories import make_user


def test_a_status_set_in_a_sheet_shows_in_the_other_windows_too(open_browser):
    anna = make_user("anna")
    desk, phone = open_browser(anna), open_browser(anna, size="phone")
    phone.goto("/people/anna/")
    expect(phone.locator("live-socket[listening]")).to_be_attached()
    desk.goto("/")
    desk.locator(".me__link").click()
    sheet = desk.locator("dialog[open]")
    expect(sheet.get_by_text("Something else")).to_be_visible()
    assert_accessible(desk)
    sheet.get_by_text("Something else").click()
    sheet.locator("label", has_text="On the road").click()
    sheet.get_by_text("1 hour").click()
    sheet.get_by_role("button", name="Set status").click()
    expect(desk.locator(".me")).to_contain_text("On the road until")
    expect(sheet).not_to_be_attached()
    expect(phone.locator("main own-status")).to_contain_text("On the road until")


@pytest.mark.parametrize(("size", "language"), [("phone", "de"), ("desktop", "en")])
def test_the_page_of_a_status_is_accessible_and_fits(open_browser, size, language):
    anna = make_user("anna")
    set_status(by=anna, kind="customer", words="W" * 60, until=soon())
    page = open_browser(anna, size=size, language=language)
    for address in ("/me/status/", "/people/anna/", "/people/", "/me/"):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)


def test_a_time_of_ones_own_is_asked_for_only_when_it_is_wanted(open_browser):
    page = open_browser(make_user("anna"), size="phone")
    page.goto("/me/status/")
    page.get_by_text("Something else").click()
    expect(page.get_by_label("Until", exact=True)).to_be_hidden()
    page.get_by_text("Until another time", exact=True).click()
    expect(page.get_by_label("Until", exact=True)).to_be_visible()


def test_a_status_needs_no_script(open_browser):
    page = open_browser(make_user("anna"), java_script_enabled=False)
    page.goto("/me/status/")
    page.get_by_text("Something else").click()
    page.get_by_text("In a meeting").click()
    page.get_by_role("button", name="Set status").click()
    expect(page.locator(".me")).to_contain_text("In a meeting until")


@pytest.mark.parametrize("script", [True, False])
def test_the_most_frequent_statuses_take_one_tap(open_browser, script):
    page = open_browser(make_user("anna"), java_script_enabled=script)
    page.goto("/me/")
    chip = page.locator(".taps").get_by_role("button", name="With a customer")
    chip.click()
    expect(page.locator(".me")).to_contain_text("With a customer until")
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(page.locator(".me")).not_to_contain_text("With a customer until")


def test_one_tap_is_enough_on_every_page(open_browser):
    page = open_browser(make_user("anna"))
    page.goto("/people/")
    page.locator(".me__link").click()
    page.locator("dialog[open]").get_by_role("button", name="In the office").click()
    expect(page.locator(".me")).to_contain_text("In the office until")
    expect(page.locator("dialog[open]")).not_to_be_attached()
