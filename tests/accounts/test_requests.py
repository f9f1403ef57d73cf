"""Around every request: how old a session gets, what a page costs, which language it speaks."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.utils import timezone, translation

from accounts import middleware
from accounts.devices import device_of
from accounts.sessions import Session
from accounts.tasks import clear_sessions
from tests.factories import make_user

DAY = 86_400


class Clock:
    """Stands in for the module `time`: it shows what a test wants."""

    def __init__(self, now):
        self.now = now

    def time(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock(1_800_000_000)
    monkeypatch.setattr(middleware, "time", made)
    return made


@pytest.fixture
def anna(client):
    person = make_user("anna")
    client.force_login(person)
    return person


def is_in(client):
    return client.get("/me/").status_code == 200


def test_B2_a_session_ends_after_sixty_days_however_busy(client, anna, clock):
    for _day in range(60):
        assert is_in(client)
        clock.now += DAY
    assert is_in(client)
    clock.now += 1
    assert not is_in(client)


def test_B2_an_idle_session_ends_after_fourteen_days(client, anna, settings):
    assert is_in(client)
    row = Session.objects.get(session_key=client.session.session_key)
    days = (row.expire_date - timezone.now()).total_seconds() / DAY
    assert 13.9 < days <= 14
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_B2_the_last_days_before_the_absolute_end_are_shorter(client, anna, clock):
    assert is_in(client)
    clock.now += 55 * DAY
    assert is_in(client)
    assert client.session.get_expiry_age() <= 5 * DAY


@pytest.mark.parametrize(("name", "days"), [("SESSION_ABSOLUTE_AGE", 3)])
def test_B2_both_ages_are_settings(client, anna, clock, settings, name, days):
    setattr(settings, name, days * DAY)
    assert is_in(client)
    clock.now += days * DAY + 1
    assert not is_in(client)


def test_a_page_costs_session_person_frame_and_no_write(client, anna, count_queries):
    is_in(client)
    assert count_queries(lambda: client.get("/settings/appearance/")) <= 5


def test_the_session_is_written_once_an_hour(client, anna, clock):
    is_in(client)
    written = client.session[middleware.TOUCHED]
    clock.now += 3_600
    is_in(client)
    assert client.session[middleware.TOUCHED] == written
    clock.now += 1
    is_in(client)
    assert client.session[middleware.TOUCHED] == clock.now


def test_the_device_is_noted_at_most_every_ten_minutes(client, anna):
    is_in(client)
    row = UserSession.objects.get(user=anna)
    is_in(client)
    row.refresh_from_db()
    first = row.last_seen_at
    for forgetful in ("process", "default"):  # another process asks; Redis was restarted
        caches[forgetful].clear()
        is_in(client)
        row.refresh_from_db()
        assert row.last_seen_at == first
    caches["process"].clear()  # as after ten minutes
    is_in(client)
    row.refresh_from_db()
    assert row.last_seen_at > first


def test_F3_old_sessions_are_forgotten_at_night_however_often(client, anna):
    is_in(client)
    clear_sessions()
    assert is_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    clear_sessions()
    clear_sessions()
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_visitors_leave_no_trace(client):
    client.get("/login/")
    assert not UserSession.objects.exists()
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    "value", ["x", "x" * 5000, "' OR 1=1", "\x00", "é", "%00", ".", "null", "a" * 32]
)
def test_C1_a_made_up_session_cookie_is_no_session(client, value):
    client.cookies["sessionid"] = value
    assert client.get("/me/").status_code in {302, 400}


# --- languages -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("own", "browser", "spoken"),
    [
        ("de", "en", "de"),
        ("en", "de", "en"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "de-AT", "de"),
        ("", "fr", "de"),
        ("", "", "de"),
        ("", "*;q=;;,", "de"),
        ("", "x" * 10_000, "de"),
    ],
)
def test_the_language_is_the_persons_then_the_browsers_then_the_companys(
    client, own, browser, spoken
):
    client.force_login(make_user("anna", language=own))
    answer = client.get("/me/", headers={"Accept-Language": browser})
    assert answer["Content-Language"] == spoken
    assert f'lang="{spoken}"'.encode() in answer.content
    assert "Accept-Language" in answer["Vary"]


def test_visitors_choose_a_language_and_keep_it(client):
    answer = client.post("/language/", {"language": "en", "next": "/login/"})
    assert answer["Location"] == "/login/"
    assert client.get("/login/", headers={"Accept-Language": "de"})["Content-Language"] == "en"


def test_B5_choosing_a_language_stays_on_our_host(client):
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert "evil" not in answer["Location"]


def test_times_are_shown_in_the_zone_of_the_person():
    anna = make_user("anna", time_zone="Asia/Tokyo")
    assert str(anna.zone) == "Asia/Tokyo"
    assert str(make_user("ben").zone) == "Europe/Berlin"


# --- devices ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("agent", "name", "icon"),
    [
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome on Android", "smartphone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
         "Version/19.0 Mobile/15E148 Safari/604.1", "Safari on iPhone", "smartphone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 "
         "Safari/537.36 Edg/142.0", "Edge on Windows", "monitor"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
         "Firefox on Linux", "monitor"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/29.0 Chrome/136.0 "
         "Mobile Safari/537.36", "Samsung Internet on Android", "smartphone"),
        ("curl/8.0", "Unknown device", "monitor"),
        ("", "Unknown device", "monitor"),
        ("<script>", "Unknown device", "monitor"),
    ],
)  # fmt: skip
def test_a_device_is_called_what_people_call_it(agent, name, icon):
    device = device_of(agent)
    with translation.override("en"):
        assert (device.name, device.icon) == (name, icon)
