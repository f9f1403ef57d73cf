"""Accounts with a stored second factor: the code is asked for, counted, and never an error page."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from tests.factories import make_user

SECRET = "JBSWY3DPEHPK3PXP"
CODE = "/login/code/"


def code():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


@pytest.fixture
def anna():
    TOTP.activate(made := make_user("anna", language="de"), SECRET)
    return made


@pytest.fixture
def asked(client, anna):
    sent = client.post("/login/", {"login": "anna", "password": "correct horse"})
    assert sent["Location"] == CODE
    return client


def is_signed_in(client):
    return client.get("/me/").status_code == 200


def test_B1_the_password_alone_opens_nothing_and_the_code_is_asked_for(asked):
    assert not is_signed_in(asked)
    page = asked.get(CODE, headers={"Accept-Language": "de"})
    assert page.status_code == 200
    assert "Code" in page.content.decode()
    assert asked.post(CODE, {"code": code()})["Location"] == "/"
    assert is_signed_in(asked)


def test_a_recovery_code_opens_once(asked, anna):
    spare = RecoveryCodes.activate(anna).get_unused_codes()[0]
    assert asked.post(CODE, {"code": spare}).status_code == 302
    assert is_signed_in(asked)
    asked.post("/logout/")
    asked.post("/login/", {"login": "anna", "password": "correct horse"})
    assert asked.post(CODE, {"code": spare}).status_code == 200
    assert not is_signed_in(asked)


def test_C3_guesses_at_the_code_are_counted(asked):
    wrong = "000000" if code() != "000000" else "000001"
    answers = [asked.post(CODE, {"code": wrong}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert asked.post(CODE, {"code": code()}).status_code == 429


def test_without_a_password_before_it_there_is_no_question_for_a_code(client):
    assert client.get(CODE)["Location"] == "/login/"


def test_the_question_before_something_delicate_offers_the_code_too(asked):
    asked.post(CODE, {"code": code()})
    again = asked.get("/login/again/")
    assert again.status_code == 200
    assert "/login/again/code/" in again.content.decode()
    assert asked.get("/login/again/code/").status_code == 200


def test_a_key_that_we_cannot_ask_for_is_no_error(client):
    Authenticator.objects.create(user=make_user("ben"), type="webauthn", data={})
    client.post("/login/", {"login": "ben", "password": "correct horse"})
    assert client.get(CODE).status_code == 200
    assert client.post(CODE, {"code": "123456"}).status_code == 200


def test_before_something_delicate_only_ways_that_exist_are_offered(client):
    Authenticator.objects.create(user=(ben := make_user("ben")), type="webauthn", data={})
    client.force_login(ben)
    page = client.get("/login/again/")
    assert page.status_code == 200
    assert "/login/again/code/" not in page.content.decode()
