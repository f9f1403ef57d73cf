"""Signing out with several windows open: what one of them still waits for brings nothing back."""

import re

import pytest

from chat.models import Message
from tests.e2e.test_outbox import READY, write_message
from tests.e2e.waiting import until
from tests.factories import make_group

AT_REST = """document.addEventListener("outbox:changed", ({ detail }) => {
  if (!detail.sending.length) window.left = [detail.rows.length];
})"""
STORED = """new Promise((done) => {
  const asked = indexedDB.open("outbox");
  asked.onupgradeneeded = () => asked.result.createObjectStore("things", { keyPath: "id" });
  asked.onsuccess = () => {
    const counted = asked.result.transaction("things").objectStore("things").count();
    counted.onsuccess = () => done(counted.result, asked.result.close());
  };
})"""


@pytest.mark.parametrize("is_shared", [False, True])  # the browser clears nothing of others
def test_B4_what_is_refused_after_signing_out_in_another_window_does_not_come_back(
    open_browser, ben, is_shared
):
    page = open_browser(ben, provoked="ERR_")
    page.route_web_socket(re.compile("/ws/"), lambda socket: None)
    page.goto(f"/chat/{make_group(ben).pk}/")
    page.wait_for_function(READY)
    asked = []
    page.route("**/messages/", lambda route: asked.append(route))
    write_message(page, "Not for who comes next")
    until(page, lambda: asked, "the request")
    page.route("**/*", lambda route: route.abort())  # nobody tells it that the session has ended
    other = page.context.new_page()
    other.goto("/me/")
    if is_shared:
        other.evaluate("localStorage.setItem('draft:0:compose', '{}')")
    other.locator("form[data-logout] button").first.click()
    other.wait_for_url("**/login/")
    until(other, lambda: other.evaluate(STORED) == 0, "an empty device")
    page.evaluate(AT_REST)
    asked[0].continue_()
    assert until(page, lambda: page.evaluate("window.left"), "the answer") == [0]
    assert other.evaluate(STORED) == 0
    assert not Message.objects.exclude(body="").exists()
