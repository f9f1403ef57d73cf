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

from accounts.models import UrgentCall, User
from chat.actions import open_direct
from chat.models import Message, Planned
from notifications.models import Mail, Notification, PushDevice
from notifications.webpush import actions
from tests.e2e.accessible import assert_accessible, assert_fits
from tests.e2e.test_chat import room, shows_badge, texts, write
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
    unread = Notification.objects.filter(recipient=ben).unread()
    until(page, lambda: not unread.exists(), "it is read")
    run()
    assert browser.hand_over() == 1
    assert browser.wait_shown(0) == []


def test_J4_with_a_customer_until_three_one_urgent_and_one_summary(browser, open_browser, clock):
    phone, ben = browser.page, browser.phone.user
    boss = make_user("boss", role=User.Role.ADMINISTRATOR, language="en")
    talk, day = open_direct(by=boss, person=ben), clock.now.date()
    clock.set(f"{day} 12:00")
    phone.goto("/settings/notifications/")
    switch_on(phone)
    be_with_a_customer(phone, until_when=f"{day}T15:00")
    desk, colleague = open_browser(ben), room(open_browser(boss), talk)
    for page in (phone, desk):
        page.goto("/people/")
    expect(colleague.get_by_text("With a customer until 15:00").first).to_be_visible()
    for words in ("One", "Two", "Three", "The boiler burns"):
        write(colleague, words)
        expect(colleague.locator("chat-log .msg[data-seq]").last).to_contain_text(words)
    write_for_later(colleague, "Bring the valve", "When Ben is back, 15:00")
    call_urgently(colleague, Message.objects.get(body="The boiler burns"))

    run()
    assert browser.hand_over() == 1
    assert browser.wait_shown(1) == ["Urgent. Please look now."]
    clock.set(f"{day} 14:59")
    run()
    assert browser.hand_over() == 0
    for span in ({"minutes": 1}, {"minutes": 1}, {"hours": 1}):
        clock.on(**span)
    assert browser.hand_over() == 1
    assert not Mail.objects.exists()
    for page in (phone, desk):
        shows_badge(page, 1)
    assert len(texts(room(phone, talk))) == 5
    shows_badge(desk, 0)


def be_with_a_customer(page, until_when):
    page.goto("/me/status/")
    page.get_by_text("Something else").click()
    page.locator(".status-form label", has_text="With a customer").click()
    page.get_by_text("Until another time", exact=True).click()
    page.get_by_label("Until", exact=True).fill(until_when)
    page.get_by_role("button", name="Set status").click()
    until(page, User.objects.filter(status="customer").exists, "the status")


def write_for_later(page, words, offer):
    page.locator("#write textarea").fill(words)
    page.locator("#write").get_by_label("More to send").click()
    page.get_by_role("button", name=offer).click()
    until(page, Planned.objects.filter(body=words).exists, "the planned message")


def call_urgently(page, message):
    page.goto(f"/chat/{message.conversation_id}/m/{message.seq}/urgent/")
    page.get_by_label("Why can’t it wait?").fill("Fire in hall 3")
    page.get_by_role("button", name="Notify now").click()
    until(page, UrgentCall.objects.exists, "the urgent call")


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
