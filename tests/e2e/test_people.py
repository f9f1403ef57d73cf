"""People in a real browser: signing in and out, finding somebody, ending a device."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_user


def sign_in(page, name="anna", password="correct horse"):
    page.goto("/login/")
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")
    expect(page.locator("body[data-me]")).to_be_attached()


@pytest.mark.parametrize(("size", "language"), [("phone", "de"), ("desktop", "en")])
def test_B4_after_signing_out_back_shows_the_door_and_nothing_is_left(open_browser, size, language):
    make_user("anna")
    page = open_browser(size=size, language=language)
    sign_in(page)
    page.goto("/people/anna/")
    page.goto("/me/")
    page.evaluate("localStorage.setItem('draft', 'secret')")
    page.locator("main form[action='/logout/'] button").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("localStorage.length") == 0
    page.go_back()
    expect(page.locator("[name=login]")).to_be_visible()


def test_the_directory_answers_while_one_types(open_browser):
    anna = make_user("anna")
    make_user("oez", first_name="Ayşe", last_name="Öztürk")
    page = open_browser(anna, size="phone")
    page.goto("/people/")
    page.locator("[name=q]").press_sequentially("oezt")
    expect(page.locator("#found h2")).to_have_text(["Ayşe Öztürk"])
    assert "q=oezt" in page.url


def test_A3_a_device_that_is_signed_out_elsewhere_shows_the_door_by_itself(open_browser):
    anna = make_user("anna")
    phone, desk = open_browser(size="phone"), open_browser(anna)
    sign_in(phone)
    desk.goto("/settings/devices/")
    desk.get_by_role("button", name=re.compile("^Sign out Chrome")).click()
    expect(phone.locator("[name=login]")).to_be_visible()
