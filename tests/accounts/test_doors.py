"""The parts of signing in, one by one: who asks, for whom a try counts, what a key opens."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from rest_framework.views import APIView

from accounts.actions import create_token, deactivate_person, revoke_token
from accounts.adapter import NOWHERE, account_of, client_address
from accounts.authentication import SESSION_ONLY, scope_needed, usable_token
from accounts.limits import LOGIN
from accounts.models import ApiToken, User
from kit.http import throttling
from kit.http.exceptions import Problem, TooMany
from tests.factories import make_user


def request(peer="198.51.100.1", forwarded=None):
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **more)


# --- B5: whose address it is -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, "198.51.100.1", None, "198.51.100.1"),
        (0, "198.51.100.1", "10.0.0.1", "198.51.100.1"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "6.6.6.6, nonsense", NOWHERE),
        (0, "", None, NOWHERE),
        (0, "unix:", None, NOWHERE),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        (0, "fe80::1%eth0", None, "fe80::"),
        (0, "::ffff:198.51.100.1", None, "198.51.100.1"),
        (1, "10.0.0.1", " 2001:db8::1 ", "2001:db8::"),
    ],
)
def test_B5_the_address_of_the_sender(settings, proxies, peer, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(request(peer, forwarded)) == address


# --- C3: for whom a try counts ---------------------------------------------------------------
def test_C3_every_name_of_a_person_is_one_account():
    anna = make_user("anna")
    names = [{"username": "anna"}, {"username": "ＡNNA"}, {"staff_number": " anna"}]
    names += [{"email": "Anna@nordwerk.example", "username": "x"}]
    assert {account_of(credentials) for credentials in names} == {f"person-{anna.pk}"}


def test_C3_unknown_names_count_for_themselves():
    first, again, other = (account_of({"username": name}) for name in ("No", "ＮO", "other"))
    assert first == again != other
    assert len(first) == len("name-") + 64


def test_a_try_without_any_name_is_counted_too():
    assert account_of({}).startswith("name-")


def test_C3_a_limit_given_back_is_open_again():
    for _ in range(5):
        throttling.consume("somebody", LOGIN)
    throttling.refund("somebody", LOGIN)
    throttling.consume("somebody", LOGIN)
    with pytest.raises(TooMany):
        throttling.consume("somebody", LOGIN)


def test_giving_back_what_was_never_spent_is_no_error():
    throttling.refund("nobody", LOGIN)
    for _ in range(5):
        throttling.consume("nobody", LOGIN)


# --- the one password check ------------------------------------------------------------------
@pytest.mark.parametrize(
    "credentials",
    [{"username": "anna"}, {"email": "anna@nordwerk.example"}, {"staff_number": "ANNA"}],
)
def test_a_person_is_known_by_every_name(credentials):
    anna = make_user("anna")
    assert authenticate(request(), password="correct horse", **credentials) == anna
    assert authenticate(request(), password="wrong", **credentials) is None


@pytest.mark.parametrize("password", [None, "", "\x00", "x" * 10_000])
def test_a_password_that_cannot_be_opens_nothing(password):
    make_user("anna")
    make_user("none", password=None)
    for name in ("anna", "none", "nobody"):
        assert authenticate(request(), username=name, password=password) is None


def test_a_staff_number_that_looks_like_an_address_cannot_take_over_that_address():
    anna = make_user("anna")
    other = make_user("ben")
    User.objects.filter(pk=other.pk).update(staff_number="anna@nordwerk.example")  # from before
    assert (
        authenticate(request(), username="anna@nordwerk.example", password="correct horse") == anna
    )
    assert User.objects.signing_in_as("anna@nordwerk.example") != other


# --- keys ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scopes", "method", "needed"),
    [
        ({}, "GET", "read"),
        ({}, "HEAD", "read"),
        ({}, "POST", "closed"),
        ({"POST": "feed:write"}, "POST", "feed:write"),
        ({"POST": "feed:write"}, "DELETE", "closed"),
        ({"GET": "profile:write"}, "GET", "profile:write"),
        (SESSION_ONLY, "GET", "session"),
        (SESSION_ONLY, "DELETE", "session"),
    ],
)
def test_the_scope_a_key_needs(scopes, method, needed):
    view = APIView()
    view.required_scopes = scopes
    assert scope_needed(method, view) == needed


def test_no_key_can_have_a_scope_that_opens_sessions():
    assert not {"session", "closed"} & set(ApiToken.Scope.values)


def test_a_key_is_stored_as_a_digest_only():
    token, secret = create_token(by=make_user("anna"), name="x", scopes=["read"])
    assert usable_token(secret) == token
    assert len(token.digest) == 64
    assert usable_token(token.digest) is None
    assert usable_token("") is None


def test_two_keys_are_never_the_same():
    anna = make_user("anna")
    secrets = {create_token(by=anna, name="x", scopes=["read"])[1] for _ in range(20)}
    assert len(secrets) == 20
    assert all(len(secret) >= 40 for secret in secrets)


@pytest.mark.parametrize("scopes", [[], ["root"], ["read", "root"], [""], ["READ"]])
def test_a_key_without_a_real_scope_is_not_made(scopes):
    with pytest.raises(Problem) as refused:
        create_token(by=make_user("anna"), name="x", scopes=scopes)
    assert refused.value.field == "scopes"


def test_scopes_are_kept_once_each():
    token, _secret = create_token(by=make_user("anna"), name="x", scopes=["read", "read"])
    assert token.scopes == ["read"]


def test_B3_the_keys_of_somebody_who_left_are_dead_for_good():
    anna = make_user("anna")
    _token, secret = create_token(by=anna, name="x", scopes=["read"])
    deactivate_person(by=None, user=anna)
    User.objects.filter(pk=anna.pk).update(is_active=True)
    assert usable_token(secret) is None


def test_A7_nobody_revokes_the_key_of_somebody_else():
    token, secret = create_token(by=make_user("anna"), name="x", scopes=["read"])
    with pytest.raises(PermissionDenied):
        revoke_token(by=make_user("eve"), token=token)
    assert usable_token(secret)


def test_the_secret_of_a_key_is_in_no_log(caplog, client):
    _token, secret = create_token(by=make_user("anna"), name="x", scopes=["read"])
    client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})
    client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}x"})
    assert secret not in caplog.text


def test_H3_passwords_and_names_are_in_no_log(caplog, client):
    make_user("anna")
    client.post("/login/", {"login": "anna@nordwerk.example", "password": "correct horse"})
    client.post("/login/", {"login": "anna@nordwerk.example", "password": "wrong battery"})
    for secret in ("correct horse", "wrong battery", "anna@nordwerk.example"):
        assert secret not in caplog.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_word_before_a_key_may_be_written_small_or_large(client, scheme):
    _token, secret = create_token(by=make_user("anna"), name="x", scopes=["read"])
    answer = client.get("/api/v1/me/", headers={"Authorization": f"{scheme} {secret}"})
    assert answer.json()["handle"] == "anna"
