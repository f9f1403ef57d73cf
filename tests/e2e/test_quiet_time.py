"""Quiet time in a real browser: saved with every change, taken back, and without script."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import actions
from accounts.availability.presentation import quiet_hours_of
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.factories import make_user

PAGE = "/settings/notifications/"


@pytest.mark.parametrize(("size", "language"), [("phone", "de"), ("desktop", "en")])
def test_the_pages_are_accessible_and_fit(open_browser, size, language):
    anna, now = make_user("anna"), timezone.now()
    actions.add_shift(by=anna, user=anna, start=now, end=now + timedelta(days=7), kind="on_call")
    today = timezone.localdate()
    actions.add_absence(by=anna, user=anna, first_day=today, last_day=today)
    page = open_browser(anna, size=size, language=language)
    for address in (PAGE, "/settings/availability/", "/me/"):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)


def test_a_change_is_saved_at_once_and_can_be_taken_back(open_browser):
    anna = make_user("anna")
    page = open_browser(anna, size="phone")
    page.goto(PAGE)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_hidden()
    page.get_by_label("From").fill("16:45")
    page.get_by_label("From").blur()
    expect(page.locator("#toasts")).to_contain_text("Saved.")
    expect(page.locator(".daybar")).to_contain_text("16:45")
    expect(page.locator("#quiet-notes")).to_contain_text("You chose these times yourself.")
    assert quiet_hours_of(anna).hours == (time(7), time(16, 45))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("From")).to_have_value("18:00")
    expect(page.locator("#quiet-notes")).to_contain_text("your company’s times")
    assert not quiet_hours_of(anna).is_own


def test_days_and_switch_are_one_tap_each(open_browser):
    anna = make_user("anna")
    page = open_browser(anna, size="phone")
    page.goto(PAGE)
    page.get_by_text("Sat", exact=True).click()
    expect(page.locator("#quiet-notes")).to_contain_text("Sun: quiet all day.")
    expect(page.locator("#quiet-notes")).not_to_contain_text("Sat")
    page.get_by_role("switch", name="Quiet time").click()
    expect(page.locator(".daybar text")).to_have_count(0)
    assert not quiet_hours_of(anna).is_on


def test_quiet_time_needs_no_script(open_browser):
    anna = make_user("anna")
    page = open_browser(anna, java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_label("To", exact=True).fill("06:15")
    quiet = page.get_by_role("region", name="Quiet time")
    quiet.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".daybar")).to_contain_text("06:15")
    page.get_by_role("button", name="Use the company’s times").click()
    expect(page.locator(".daybar")).to_contain_text("07:00")
