"""What Firefox lacks, and what stands in for it; that the bell counts where no icon can is asked in
test_shell.py."""

from playwright.sync_api import expect

from chat.models import Message
from tests.e2e.device import FIREFOX
from tests.e2e.engines import in_firefox
from tests.e2e.test_outbox import write_message
from tests.e2e.waiting import until
from tests.factories import make_group

pytestmark = in_firefox

LACKED = """() => [
  ["sync", "sync" in ServiceWorkerRegistration.prototype],
  ["badge", "setAppBadge" in navigator],
  ["offer", "onbeforeinstallprompt" in window],
  ["hints", "userAgentData" in navigator],
  ["saving", "connection" in navigator],
].filter(([, isThere]) => !isThere).map(([name]) => name)"""


def test_a_phone_says_by_its_name_alone_that_it_is_one(open_phone, ben):
    page = open_phone(ben, user_agent=FIREFOX)
    assert page.evaluate(LACKED) == ["sync", "badge", "offer", "hints", "saving"]
    asked = page.reload().request.all_headers()
    assert "sec-ch-ua-mobile" not in asked and "Mobi" in asked["user-agent"]
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


def test_what_waits_is_sent_without_being_woken_and_without_a_tap(open_phone, line, ben):
    page = open_phone(ben, f"/chat/{make_group(ben).pk}/")
    line.become("cut")
    write_message(page, "From the cellar")
    expect(page.locator(".msg--queued")).to_contain_text("From the cellar")
    line.become("open")
    until(page, Message.objects.filter(body="From the cellar").exists, "the message")
    expect(page.locator(".msg--queued")).to_have_count(0)


def test_nobody_is_told_to_install_where_the_browser_has_no_way(open_phone, ben):
    page = open_phone(ben)
    for _visit in range(3):
        page.evaluate("sessionStorage.clear()")
        page.goto("/")
        page.wait_for_function("() => customElements.get('install-hint') !== undefined")
    assert page.evaluate("localStorage.visits") == "4"
    expect(page.locator("install-hint")).to_be_hidden()
