"""Signing in, out, and passwords by mail: alike for known and unknown, limited, on our host."""

import re
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from accounts.actions import deactivate_person
from accounts.models import User
from accounts.sessions import Session
from tests.factories import make_user

PASSWORD = "correct horse"


def sign_in(client, name, password=PASSWORD, **more):
    return client.post("/login/", {"login": name, "password": password}, **more)


def is_signed_in(client):
    return client.get("/me/").status_code == 200


@contextmanager
def counted_hashes():
    """Counts how often a password is hashed: that is what takes the time of signing in."""
    calls = []
    real = MD5PasswordHasher.encode

    def encode(self, password, salt):
        calls.append(password)
        return real(self, password, salt)

    with patch.object(MD5PasswordHasher, "encode", encode):
        yield calls


def without_secrets(answer):
    """A page without what differs from answer to answer by design."""
    body = re.sub(
        r'(csrfmiddlewaretoken" value|nonce|data-csrf)="[^"]+"', "", answer.content.decode()
    )
    return re.sub(r"[\w.+-]+@[\w.]+|\b(anna|nobody)\b", "NAME", body)


@pytest.mark.parametrize("name", ["anna", "ANNA", " anna ", "Ａnna", "anna@nordwerk.example",
                                  "Anna@Nordwerk.example"])  # fmt: skip
def test_a_person_signs_in_by_staff_number_or_address_however_it_is_typed(client, name):
    make_user("anna")
    assert sign_in(client, name)["Location"] == "/"
    assert is_signed_in(client)


def test_an_address_that_is_not_verified_opens_nothing(client):
    anna = make_user("anna")
    anna.emailaddress_set.update(verified=False)
    assert sign_in(client, "anna@nordwerk.example").status_code == 200
    assert not is_signed_in(client)


# --- B1 --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("known", "unknown"), [("anna", "nobody"), ("anna@nordwerk.example", "nobody@nordwerk.example")]
)
def test_B1_wrong_password_and_unknown_name_answer_alike(client, known, unknown):
    make_user("anna")
    first, second = sign_in(client, known, "wrong"), sign_in(client, unknown, "wrong")
    assert first.status_code == second.status_code == 200
    assert without_secrets(first) == without_secrets(second)
    differing = {"Expires": "", "Content-Length": ""}  # the clock, and the name as typed
    assert dict(first.headers) | differing == dict(second.headers) | differing


@pytest.mark.parametrize(
    "name", ["anna", "anna@nordwerk.example", "nobody", "nobody@nordwerk.example", "gone", "none"]
)
def test_B1_every_failed_sign_in_hashes_exactly_one_password(client, name):
    make_user("anna")
    make_user("none", password=None)
    deactivate_person(by=None, user=make_user("gone"))
    with counted_hashes() as calls:
        sign_in(client, name, "wrong")
    assert len(calls) == 1


def test_B1_known_and_unknown_cost_the_same_queries(client, count_queries):
    make_user("anna")
    known = count_queries(lambda: sign_in(client, "anna@nordwerk.example", "wrong"))
    assert known == count_queries(lambda: sign_in(client, "no@nordwerk.example", "wrong"))


def test_B1_a_deactivated_person_with_the_right_password_reads_what_strangers_read(client):
    deactivate_person(by=None, user=make_user("anna"))
    gone, unknown = sign_in(client, "anna"), sign_in(client, "nobody")
    assert without_secrets(gone) == without_secrets(unknown)
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/login/signup/"])
def test_B1_there_is_no_page_to_sign_up(client, path):
    assert client.get(path).status_code == 404
    client.force_login(make_user("anna"))
    assert client.get(path).status_code == 404


# --- limits ----------------------------------------------------------------------------------
def test_C3_after_five_failed_tries_an_account_waits_even_with_the_right_password(client):
    make_user("anna")
    assert [sign_in(client, "anna", "wrong").status_code for _ in range(5)] == [200] * 5
    refused = sign_in(client, "anna")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert b'value="anna"' in refused.content
    assert not is_signed_in(client)


def test_C3_the_limit_is_of_the_account_not_of_its_names(client):
    make_user("anna")
    for name in ("anna", "ANNA", "anna@nordwerk.example", "Ａnna", " Anna@nordwerk.example "):
        sign_in(client, name, "wrong")
    assert sign_in(client, "anna").status_code == 429


def test_B1_an_unknown_name_is_limited_like_a_known_one(client):
    make_user("anna")
    known = [sign_in(client, "anna", "wrong") for _ in range(6)]
    unknown = [sign_in(client, "nobody", "wrong") for _ in range(6)]
    assert [a.status_code for a in known] == [a.status_code for a in unknown] == [200] * 5 + [429]
    assert without_secrets(known[-1]) == without_secrets(unknown[-1])


def test_C3_signing_in_rightly_costs_no_try(client):
    make_user("anna")
    assert all(sign_in(Client(), "anna").status_code == 302 for _ in range(8))


def test_C3_one_network_address_tries_thirty_times_a_minute(client):
    answers = [sign_in(client, f"nobody{number}").status_code for number in range(31)]
    assert answers == [200] * 30 + [429]


def test_C3_five_mails_an_hour_are_enough(client):
    make_user("anna")
    asked = [client.post("/password/reset/", {"email": "anna@nordwerk.example"}) for _ in range(6)]
    assert [answer.status_code for answer in asked] == [302] * 5 + [429]
    assert "Retry-After" in asked[-1]
    assert b"anna@nordwerk.example" in asked[-1].content


def test_C3_limits_stand_while_the_cache_is_away(client, settings):
    """The cache counts in the process while Redis is away; nothing here asks whether it is."""
    make_user("anna")
    for _ in range(5):
        sign_in(client, "anna", "wrong")
    assert sign_in(client, "anna").status_code == 429
    cache.clear()
    assert sign_in(client, "anna").status_code == 302


def test_guessing_the_present_password_is_limited_like_signing_in(client):
    client.force_login(make_user("anna"))
    form = {"oldpassword": "wrong", "password1": "a new horse", "password2": "a new horse"}
    answers = [client.post("/settings/password/", form).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


# --- B5 --------------------------------------------------------------------------------------
def tries(client, forwarded, count=31):
    return [
        sign_in(client, f"no{n}", headers={"X-Forwarded-For": forwarded(n)}).status_code
        for n in range(count)
    ]


def test_B5_a_forged_forwarding_header_neither_avoids_nor_triggers_a_limit(client):
    assert tries(client, lambda n: f"10.0.0.{n}")[-1] == 429
    other = sign_in(client, "x", headers={"X-Forwarded-For": "127.0.0.1"}, REMOTE_ADDR="9.9.9.9")
    assert other.status_code == 200


def test_B5_behind_one_proxy_only_its_entry_counts(client, settings):
    settings.TRUSTED_PROXIES = 1
    assert tries(client, lambda n: f"10.0.0.{n}, 203.0.113.7")[-1] == 429
    fresh = sign_in(client, "x", headers={"X-Forwarded-For": "203.0.113.7, 203.0.113.8"})
    assert fresh.status_code == 200


@pytest.mark.parametrize(
    "header", ["", "garbage", "1.2.3.4, garbage", ",,,,", "a" * 5000, "1.2.3.4:80", "::1%eth0"]
)
@pytest.mark.parametrize("proxies", [0, 1, 2, 3])
def test_B5_no_header_breaks_signing_in(client, settings, header, proxies):
    settings.TRUSTED_PROXIES = proxies
    make_user("anna")
    answer = sign_in(client, "anna", headers={"X-Forwarded-For": header})
    assert answer.status_code == 302
    assert is_signed_in(client)


def test_B5_an_unknown_peer_is_no_error(client):
    make_user("anna")
    assert sign_in(client, "anna", REMOTE_ADDR="").status_code == 302


def test_B5_one_ipv6_network_is_one_sender(client):
    for number in range(30):
        sign_in(client, f"no{number}", REMOTE_ADDR=f"2001:db8::{number:x}")
    assert sign_in(client, "no", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert sign_in(client, "no", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["//evil.example/", "https://evil.example/", "http:///evil.example", "\\\\evil.example",
     "/\\evil.example", "javascript:alert(1)", "https:evil.example", "ftp://testserver/",
     "http://testserver@evil.example/", " //evil.example", "\t//evil.example"],
)  # fmt: skip
def test_B5_after_signing_in_one_stays_on_our_host(client, address):
    make_user("anna")
    data = {"login": "anna", "password": PASSWORD, "next": address}
    assert client.post("/login/", data)["Location"] == "/"


def test_B5_a_path_of_ours_is_where_one_wanted_to_go(client):
    make_user("anna")
    asked = client.get("/people/?q=heat")
    assert asked["Location"] == "/login/?next=/people/%3Fq%3Dheat"
    data = {"login": "anna", "password": PASSWORD, "next": "/people/?q=heat"}
    assert client.post(asked["Location"], data)["Location"] == "/people/?q=heat"


# --- B2 and B4 -------------------------------------------------------------------------------
def test_B2_the_session_id_changes_at_sign_in(client):
    make_user("anna")
    client.get("/login/")
    session = client.session
    session["something"] = 1
    session.save()
    before = session.session_key
    sign_in(client, "anna")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_B2_cookies_are_out_of_reach_of_scripts_and_other_sites(client, settings):
    make_user("anna")
    cookie = sign_in(client, "anna").cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 14 * 86_400
    assert settings.SESSION_COOKIE_SECURE == settings.HTTPS


def test_B4_signing_out_ends_the_session_on_the_server_and_wipes_the_browser(client):
    make_user("anna")
    sign_in(client, "anna")
    key = client.session.session_key
    answer = client.post("/logout/")
    assert answer["Location"] == "/login/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in answer["Cache-Control"]
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["sessionid"] = key
    assert not is_signed_in(client)


def test_signing_out_leaves_others_what_they_have_written_on_the_device(client):
    make_user("anna")
    sign_in(client, "anna")
    assert client.post("/logout/", {"others": "1"})["Clear-Site-Data"] == '"cache"'


def test_A8_signing_out_needs_a_form_of_ours():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("anna"))
    assert client.post("/logout/").status_code == 403
    assert client.get("/logout/").status_code == 200
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "path",
    ["/login/", "/password/reset/", "/settings/tokens/", "/settings/password/"],
)
def test_B4_pages_with_secrets_are_kept_by_no_browser(client, path):
    if path.startswith("/settings"):
        client.force_login(make_user("anna"))
    assert "no-store" in client.get(path)["Cache-Control"]


def test_B4_without_a_session_every_page_leads_to_signing_in(client):
    make_user("anna")
    for path in ("/people/", "/people/anna/", "/me/", "/settings/profile/", "/settings/devices/"):
        assert client.get(path)["Location"] == f"/login/?next={path}"


# --- changing the password -------------------------------------------------------------------
def test_changing_the_password_keeps_this_session_and_ends_the_others(client):
    make_user("anna")
    other = Client()
    sign_in(client, "anna")
    sign_in(other, "anna")
    before = client.session.session_key
    form = {"oldpassword": PASSWORD, "password1": "a new horse", "password2": "a new horse"}
    assert client.post("/settings/password/", form).status_code == 302
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not is_signed_in(other)


@pytest.mark.parametrize("password", ["short", "password", "12345678", "", "x" * 3])
def test_a_weak_password_is_refused_with_a_reason(client, password):
    client.force_login(make_user("anna"))
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post("/settings/password/", form)
    assert answer.status_code == 200
    assert b"error" in answer.content
    assert User.objects.get(handle="anna").check_password(PASSWORD)


@pytest.mark.parametrize(
    "form",
    [{}, {"login": ""}, {"login": "x" * 100_000, "password": "y"},
     {"login": "\x00", "password": "x"}, {"login": "anna", "password": "\x00"},
     {"login": "\ufffd", "password": "x"}, {"login": "a@b@c", "password": "x"},
     {"login": "'; DROP TABLE", "password": "ü" * 4000}],
)  # fmt: skip
def test_C1_garbage_at_the_door_is_a_form_with_errors(client, form):
    assert client.post("/login/", form).status_code == 200
    assert client.post("/password/reset/", {"email": form.get("login", "")}).status_code == 200


def test_somebody_signed_in_needs_no_door(client):
    client.force_login(make_user("anna"))
    assert client.get("/login/?next=/people/")["Location"] == "/people/"
