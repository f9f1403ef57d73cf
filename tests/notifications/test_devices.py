"""The devices on which people are reached: adding, switching, removing; whose they are."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import deactivate_person, end_other_sessions, set_password
from kit.http.exceptions import Problem
from notifications.models import PushDevice
from notifications.webpush import actions
from tests.factories import make_bot, make_user
from tests.notifications.clock import run
from tests.notifications.phones import POINT, SECRET, Phone
from tests.together import at_once

GIVEN = {"endpoint": "https://push.example/one", "p256dh": POINT, "auth": SECRET}
ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
JSON = {"content_type": "application/json"}


def signed_in(person):
    """A browser in which the person is signed in as people are: with a trace of its session."""
    browser = Client(headers={"user-agent": ANDROID})
    browser.post("/login/", {"login": person.email, "password": "correct horse"})
    return browser


@pytest.fixture
def browser(ben):
    return signed_in(ben)


def test_a_browser_that_is_added_twice_is_one_device(browser, ben):
    assert browser.post("/push/devices/", GIVEN).status_code == 201
    assert browser.post("/push/devices/", GIVEN).status_code == 200
    device = PushDevice.objects.get()
    assert device.user == ben
    assert (device.device.browser, device.device.system) == ("Chrome", "Android")
    shown = browser.get("/settings/notifications/").content.decode()
    assert f'id="device-{device.pk}"' in shown
    assert "data-turn-on" not in shown
    assert "data-turn-on" in signed_in(ben).get("/settings/notifications/").content.decode()


def test_the_key_of_the_site_is_told_and_stays_the_same(browser):
    told = browser.get("/push/").json()
    assert len(told["key"]) == 87
    assert told["csrf"]
    assert browser.get("/push/").json()["key"] == told["key"]
    assert browser.get("/api/v1/push/key/").json() == {"key": told["key"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", "http://push.example/one"),
        ("endpoint", "https://127.0.0.1/one"),
        ("endpoint", "https://[::1]/one"),
        ("endpoint", "https://169.254.169.254/latest/meta-data"),
        ("endpoint", "https://user:word@push.example/"),
        ("endpoint", "https://push.example:8443/"),
        ("endpoint", "ftp://push.example/"),
        ("endpoint", "https://push.example/" + "x" * 1000),
        ("endpoint", "javascript:alert(1)"),
        ("endpoint", ""),
        ("p256dh", ""),
        ("p256dh", "A" * 87),
        ("p256dh", "Ünïcode"),
        ("p256dh", POINT[:-4]),
        ("auth", ""),
        ("auth", "AAAA"),
        ("auth", "!" * 22),
        ("auth", SECRET * 3),
    ],
)
def test_C6_what_no_browser_gives_is_refused(browser, field, value):
    sent = browser.post("/push/devices/", {**GIVEN, field: value})
    assert sent.status_code == 400
    assert browser.post("/api/v1/push/devices/", {**GIVEN, field: value}, **JSON).status_code == 400
    assert not PushDevice.objects.exists()


def test_a_phone_that_is_handed_on_rings_for_its_new_owner_only(ben, anna):
    actions.add_device(by=ben, **GIVEN)
    device, is_new = actions.add_device(by=anna, **GIVEN)
    assert (device.user, is_new, PushDevice.objects.count()) == (anna, False, 1)


def test_nobody_touches_the_device_of_somebody_else(ben, eve):
    device, _new = actions.add_device(by=ben, **GIVEN)
    deeds = [
        lambda: actions.switch_device(by=eve, device=device, is_on=False),
        lambda: actions.remove_device(by=eve, device=device),
        lambda: actions.try_device(by=eve, device=device),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


def test_bots_and_people_who_have_left_are_reached_nowhere(ben):
    deactivate_person(by=None, user=ben)
    for person in (make_bot(), ben):
        with pytest.raises(PermissionDenied):
            actions.add_device(by=person, **GIVEN)


def test_there_is_a_limit_of_devices(ben, monkeypatch):
    monkeypatch.setattr(actions, "DEVICES", 2)
    for name in ("one", "two", "one"):
        actions.add_device(by=ben, **{**GIVEN, "endpoint": f"https://push.example/{name}"})
    with pytest.raises(Problem, match="too_many_devices"):
        actions.add_device(by=ben, **{**GIVEN, "endpoint": "https://push.example/three"})


# --- sessions ------------------------------------------------------------------------------------
def test_B4_signing_out_forgets_the_device_of_this_browser_only(ben, browser):
    desk = signed_in(ben)
    browser.post("/push/devices/", GIVEN)
    desk.post("/push/devices/", {**GIVEN, "endpoint": "https://push.example/desk"})
    browser.post("/logout/")
    assert PushDevice.objects.get().endpoint == "https://push.example/desk"


@pytest.mark.parametrize("end", ["others", "password", "deactivation"])
def test_B3_a_session_that_ends_takes_its_device_along(ben, browser, end):
    browser.post("/push/devices/", GIVEN)
    if end == "others":
        end_other_sessions(by=ben, keep=None)
    elif end == "password":
        set_password(by=ben, user=ben, password="another correct horse")
    else:
        deactivate_person(by=None, user=ben)
    assert not PushDevice.objects.exists()


def test_B3_a_device_of_a_program_goes_with_its_person(ben):
    actions.add_device(by=ben, **GIVEN)
    deactivate_person(by=None, user=ben)
    run()
    assert not PushDevice.objects.exists()


# --- healing -------------------------------------------------------------------------------------
RENEWED = {**GIVEN, "endpoint": "https://push.example/renewed"}


def again(browser, given=GIVEN):
    """What a browser says of itself at the beginning of a visit."""
    return browser.post("/push/devices/", {**given, "again": "1"}).status_code


def test_a_browser_with_a_new_address_is_the_same_device_and_stays_off(browser, ben):
    browser.post("/push/devices/", GIVEN)
    device = PushDevice.objects.get()
    actions.switch_device(by=ben, device=device, is_on=False)
    PushDevice.objects.update(failures=3)
    assert again(browser, RENEWED) == 200
    healed = PushDevice.objects.get()
    assert (healed.pk, healed.endpoint, healed.failures) == (device.pk, RENEWED["endpoint"], 0)
    assert not healed.is_on


def test_what_a_push_service_called_gone_is_still_wanted_and_heals(browser):
    browser.post("/push/devices/", GIVEN)
    PushDevice.objects.all().delete()
    assert browser.get("/push/").json()["wanted"] is True
    assert again(browser) == 404  # so the browser asks for a new address
    assert browser.post("/push/devices/", RENEWED).status_code == 201


def test_what_a_person_removed_anywhere_stays_removed(browser, ben):
    browser.post("/push/devices/", GIVEN)
    signed_in(ben).delete(f"/push/devices/{PushDevice.objects.get().pk}/")
    assert browser.get("/push/").json()["wanted"] is False
    assert again(browser) == 404
    browser.post("/push/devices/", GIVEN)
    assert browser.get("/push/").json()["wanted"] is True


def test_where_nobody_asked_for_it_nothing_is_wanted(browser, ben):
    actions.add_device(by=ben, **GIVEN)  # by a program
    assert browser.get("/push/").json()["wanted"] is False
    assert signed_in(ben).get("/push/").json()["wanted"] is False


def test_healing_takes_no_device_from_somebody_else(browser, anna):
    browser.post("/push/devices/", GIVEN)
    actions.add_device(by=anna, **RENEWED)
    assert again(browser, RENEWED) == 404
    assert PushDevice.objects.get(user=anna).endpoint == RENEWED["endpoint"]
    assert PushDevice.objects.count() == 2


# --- pages and REST ------------------------------------------------------------------------------
def test_the_page_switches_tries_and_removes(browser, ben, machine, clock):
    phone = Phone(ben, machine).add()
    address = f"/push/devices/{phone.device.pk}/"
    browser = signed_in(ben)
    assert browser.delete(f"{address}on/").status_code == 302
    assert not phone.row.is_on
    assert browser.put(f"{address}on/").status_code == 302
    assert phone.row.is_on
    assert browser.post(f"{address}trial/").status_code == 302
    run()
    assert phone.texts == ["This is what a notification looks like."]
    assert browser.delete(address).status_code == 302
    assert phone.row is None


def test_the_api_does_the_same(client, ben):
    client.force_login(ben)
    made = client.post("/api/v1/push/devices/", GIVEN, **JSON)
    assert made.status_code == 201
    assert "endpoint" not in made.json()
    assert client.post("/api/v1/push/devices/", GIVEN, **JSON).status_code == 200
    address = f"/api/v1/push/devices/{made.json()['id']}/"
    assert client.get("/api/v1/push/devices/").json()["results"] == [made.json()]
    assert client.delete(f"{address}on/").status_code == 204
    assert client.get("/api/v1/push/devices/").json()["results"][0]["is_on"] is False
    assert client.put(f"{address}on/").status_code == 204
    for _time in range(5):
        assert client.post(f"{address}trial/", **JSON).status_code == 204
    assert client.post(f"{address}trial/", **JSON).status_code == 429
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404


def test_following_a_message_leads_to_what_it_tells_of(client, anna, ben, eve, space, phone):
    from tests.notifications.test_delivery import mention

    post = mention(anna, space)
    way = phone.received[0]["url"]
    client.force_login(ben)
    assert client.get(way).url.startswith(f"/p/{post.pk}/")
    client.force_login(eve)
    assert client.get(way).status_code == 404


def test_a_receipt_says_nothing_to_who_sends_it(client):
    assert client.post("/push/receipts/", {"receipt": json.dumps({"x": 1})}).status_code == 204
    assert client.get("/push/receipts/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_browsers_at_once_are_one_device():
    ben = make_user("ben")
    devices = at_once(lambda _n: actions.add_device(by=ben, **GIVEN)[0].pk)
    assert len(set(devices)) == PushDevice.objects.count() == 1


def test_the_page_takes_the_same_queries_for_1_and_15_devices(browser, ben, count_queries):
    def measured(devices):
        for number in range(devices):
            endpoint = f"https://push.example/{number}"
            actions.add_device(by=ben, **{**GIVEN, "endpoint": endpoint})
        return [count_queries(lambda: browser.get("/settings/notifications/")) for _n in range(2)][
            1
        ]

    assert measured(1) == measured(15)
