"""Push in a real browser: quiet time set on the phone, silence, then the summary.

The test stands in for the push service between the product and the browser: it takes what the
product sends, opens it with the browser's keys and hands it to the browser's worker.
"""

import json
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notifications.models import Notification, PushDevice
from notifications.webpush import actions
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.waiting import until
from tests.factories import make_post, make_space, make_user
from tests.notifications.clock import BERLIN, Clock, run
from tests.notifications.phones import Phone, push_service

pytestmark = pytest.mark.english

SUBSCRIBE = """
PushManager.prototype.subscribe = async (options) => {
  if (!options.userVisibleOnly || options.applicationServerKey.length < 80) throw new Error();
  const { endpoint, ...keys } = GIVEN;
  return { toJSON: () => ({ endpoint, keys }) };
};
"""
SHOWN = "async () => (await (await navigator.serviceWorker.ready).getNotifications())"


@pytest.fixture
def space(ben):
    return make_space(make_user("anna"), ben)


@pytest.fixture
def machine(settings, monkeypatch):
    with push_service(settings, monkeypatch) as found:
        yield found


@pytest.fixture
def clock():
    """The coming Wednesday, five in the afternoon."""
    today = timezone.now().astimezone(BERLIN).date()
    wednesday = today + timedelta(days=(2 - today.weekday()) % 7 or 7)
    clock = Clock(f"{wednesday} 17:00")
    with mock.patch("django.utils.timezone.now", clock):
        yield clock


class Browser:
    """A phone with its worker, and the push service in front of it."""

    def __init__(self, page, phone):
        self.page, self.phone = page, phone
        self.handed, self.registration = 0, None
        page.add_init_script(f"const GIVEN = {json.dumps(phone.given)};{SUBSCRIBE}")
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.on("ServiceWorker.workerRegistrationUpdated", self.known)
        self.devtools.send("ServiceWorker.enable")

    def known(self, told):
        for one in told["registrations"]:
            self.registration = one["registrationId"]

    def hand_over(self):
        """Hand the worker everything that was sent meanwhile; how much it was."""
        new = self.phone.handed[self.handed :]
        self.handed += len(new)
        for told in new:
            self.devtools.send(
                "ServiceWorker.deliverPushMessage",
                {
                    "origin": self.page.url.partition("/settings")[0].partition("/notif")[0],
                    "registrationId": self.registration,
                    "data": json.dumps(told),
                },
            )
        return len(new)

    def shown(self):
        """The texts of the messages on the screen."""
        return self.page.evaluate(f"{SHOWN}.map((one) => one.body)")

    def wait_shown(self, count):
        """The texts, once there are so many."""
        until(self.page, lambda: len(self.shown()) == count, f"{count} on the lock screen")
        return self.shown()


@pytest.fixture
def browser(open_browser, ben, machine, clock):
    page = open_browser(
        ben, size="phone", language="en", permissions=["notifications"], service_workers="allow"
    )
    return Browser(page, Phone(ben, machine))


def test_quiet_time_set_on_the_phone_holds_and_ends_with_a_summary(browser, space, clock):
    page, ben = browser.page, browser.phone.user
    page.goto("/settings/notifications/")
    switch_on(page)
    browser.phone.device = PushDevice.objects.get(user=ben)

    page.get_by_label("From", exact=True).fill("16:30")
    page.get_by_label("From", exact=True).dispatch_event("change")
    expect(page.locator("#quiet-picture")).to_contain_text("16:30")

    make_post(make_user("anna"), space, body="Ask @ben about the valve")
    run()
    page.goto("/notifications/")
    expect(page.get_by_role("button", name="Anna Test mentioned you")).to_be_visible()
    clock.on(hours=13, minutes=59)
    assert browser.hand_over() == 0
    assert browser.shown() == []

    clock.on(minutes=1)
    assert browser.hand_over() == 1
    told = browser.wait_shown(1)
    assert [text.replace("\xa0", " ") for text in told] == ["1 new item since yesterday, 17:00"]
    until(page, lambda: PushDevice.objects.get(user=ben).reached_at, "the receipt")

    page.get_by_role("button", name="Anna Test mentioned you").click()
    run()
    assert browser.hand_over() == 1
    assert browser.wait_shown(0) == []
    assert not Notification.objects.filter(recipient=ben).unread().exists()


def switch_on(page):
    page.get_by_role("button", name="Switch on for this device").click()
    expect(page.locator("#devices li", has_text="This device")).to_be_visible()
    page.wait_for_load_state("networkidle")  # the page says once more that it is there


# A browser that keeps what it was given between pages, as real ones do.
KEPT = """
const given = () => JSON.parse(localStorage.given ?? "null");
const subscription = ({ endpoint, ...keys }) => ({
  endpoint, options: {}, toJSON: () => ({ endpoint, keys }),
  unsubscribe: async () => localStorage.removeItem("given"),
});
PushManager.prototype.getSubscription = async () => given() && subscription(given());
PushManager.prototype.subscribe = async () => {
  localStorage.turn = 1 + Number(localStorage.turn ?? 0);
  const told = { ...GIVEN, endpoint: `${GIVEN.endpoint}-${localStorage.turn}` };
  localStorage.given = JSON.stringify(told);
  return subscription(told);
};
"""


def visit(page):
    """Come again: what a visit remembers is forgotten."""
    page.evaluate("sessionStorage.clear()")
    page.goto("/")


@pytest.mark.parametrize("loss", ["in the browser", "at the push service"])
def test_what_was_lost_heals_with_the_next_visit_and_without_a_question(browser, loss):
    page = browser.page
    page.add_init_script(f"const GIVEN = {json.dumps(browser.phone.given)};{KEPT}")
    page.goto("/settings/notifications/")
    switch_on(page)
    first = PushDevice.objects.get().endpoint
    if loss == "in the browser":
        page.evaluate("localStorage.removeItem('given')")
    else:
        PushDevice.objects.all().delete()
    visit(page)
    until(page, lambda: PushDevice.objects.exclude(endpoint=first).exists(), "a new address")
    assert PushDevice.objects.count() == 1


def test_what_was_removed_elsewhere_ends_in_the_browser_too(browser):
    page = browser.page
    page.add_init_script(f"const GIVEN = {json.dumps(browser.phone.given)};{KEPT}")
    page.goto("/settings/notifications/")
    switch_on(page)
    actions.remove_device(by=browser.phone.user, device=PushDevice.objects.get())
    visit(page)
    until(page, lambda: page.evaluate("!localStorage.given"), "the end of the subscription")
    assert not PushDevice.objects.exists()


def test_signing_out_ends_it_on_this_device(browser, space):
    page, ben = browser.page, browser.phone.user
    page.goto("/settings/notifications/")
    switch_on(page)
    page.goto("/me/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    make_post(make_user("anna"), space, body="Ask @ben about the valve")
    run()
    assert browser.phone.asked == []
    assert not PushDevice.objects.filter(user=ben).exists()


@pytest.mark.parametrize(("size", "language"), [("phone", "de"), ("desktop", "en")])
def test_the_section_of_devices_is_accessible_and_fits(
    open_browser, ben, machine, clock, size, language
):
    page = open_browser(ben, size=size, language=language)
    page.goto("/settings/notifications/")
    assert_accessible(page)
    Phone(ben, machine).add(user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/140.0")
    page.goto("/settings/notifications/")
    assert_accessible(page)
    assert_fits(page)


def test_devices_are_managed_without_script(open_browser, ben, machine, clock):
    Phone(ben, machine).add()
    page = open_browser(ben, java_script_enabled=False)
    page.goto("/settings/notifications/")
    page.get_by_role("switch", name="Unknown device").click()
    assert not PushDevice.objects.get().is_on
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("It should arrive in a moment")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    assert not PushDevice.objects.exists()
