"""Twelve equal requests in the same moment, and once more afterwards."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.actions import (
    change_portrait,
    change_profile,
    change_role,
    create_token,
    deactivate_person,
    end_other_sessions,
    revoke_token,
    set_password,
)
from accounts.limits import LOGIN
from accounts.models import ApiToken, Portrait, User
from tests.accounts.test_pages import picture
from tests.factories import make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(user):
    """The row as another request reads it."""
    return User.objects.get(pk=user.pk)


def test_C3_of_twelve_wrong_passwords_at_once_five_are_looked_at():
    make_user("anna")
    form = {"login": "anna", "password": "wrong"}
    answers = at_once(lambda _n: Client().post("/login/", form).status_code)
    assert sorted(answers) == [200] * 5 + [429] * 7


def test_twelve_right_passwords_at_once_are_never_an_error_and_every_device_is_listed():
    make_user("anna")
    form = {"login": "anna", "password": "correct horse"}

    def sign_in(_number):
        device = Client()
        return device, device.post("/login/", form).status_code

    answers = at_once(sign_in)
    inside = [device for device, status in answers if status == 302]
    assert {status for _device, status in answers} <= {302, 429}
    assert len(inside) >= LOGIN.count
    assert {device.get("/me/").status_code for device in inside} == {200}
    assert UserSession.objects.filter(user__handle="anna").count() == len(inside)


def test_twelve_pages_of_one_session_at_once_note_one_device():
    client = Client()
    client.force_login(make_user("anna"))
    key = client.cookies["sessionid"].value

    def look(_number):
        browser = Client()
        browser.cookies["sessionid"] = key
        return browser.get("/me/").status_code

    assert at_once(look) == [200] * TWELVE
    assert UserSession.objects.filter(session_key=key).count() == 1


def test_B3_leaving_twelve_times_at_once_is_leaving_once():
    make_user("chief", role=User.Role.ADMINISTRATOR)
    anna = make_user("anna")
    create_token(by=anna, name="x", scopes=["read"])
    at_once(lambda _n: deactivate_person(by=None, user=fresh(anna)))
    deactivate_person(by=None, user=fresh(anna))
    assert not fresh(anna).is_active
    assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_A7_twelve_changes_of_role_at_once_give_that_role():
    anna = make_user("anna")
    at_once(lambda _n: change_role(by=None, user=fresh(anna), role=User.Role.EDITOR))
    assert fresh(anna).role == User.Role.EDITOR


def test_twelve_portraits_at_once_leave_one_that_is_shown():
    anna = make_user("anna")
    at_once(lambda _n: change_portrait(by=fresh(anna), user=fresh(anna), upload=picture()))
    shown = fresh(anna).portrait_key
    assert list(Portrait.objects.filter(user=anna).values_list("key", flat=True)) == [shown]


def test_twelve_profiles_at_once_lose_nothing_of_the_others():
    anna = make_user("anna")
    fields = ["phone", "about", "spoken"] * 4
    at_once(lambda n: change_profile(by=fresh(anna), user=fresh(anna), **{fields[n]: f"text {n}"}))
    assert all(getattr(fresh(anna), field).startswith("text") for field in fields)


def test_twelve_passwords_at_once_leave_one_and_no_session():
    anna = make_user("anna")
    at_once(lambda n: set_password(by=None, user=fresh(anna), password=f"horse number {n}"))
    assert sum(fresh(anna).check_password(f"horse number {n}") for n in range(TWELVE)) == 1
    assert fresh(anna).session_epoch == TWELVE


def test_revoking_twelve_times_at_once_is_revoking_once():
    anna = make_user("anna")
    token, _secret = create_token(by=anna, name="x", scopes=["read"])
    at_once(lambda _n: revoke_token(by=anna, token=token))
    first = ApiToken.objects.get().revoked_at
    revoke_token(by=anna, token=token)
    assert ApiToken.objects.get().revoked_at == first


def test_ending_all_others_twelve_times_at_once_ends_them_once():
    anna = make_user("anna")
    form = {"login": "anna", "password": "correct horse"}
    devices = [Client() for _ in range(4)]
    for device in devices:
        device.post("/login/", form)
    kept = devices[0].session.session_key
    at_once(lambda _n: end_other_sessions(by=anna, keep=kept))
    assert [device.get("/me/").status_code for device in devices] == [200, 302, 302, 302]


def test_A3_a_request_that_runs_while_its_session_is_ended_does_not_bring_it_back():
    anna = make_user("anna")
    client = Client()
    client.force_login(anna)

    def look_or_end(number):
        if number == 0:
            return set_password(by=None, user=fresh(anna), password="a new horse")
        browser = Client()
        browser.cookies["sessionid"] = client.cookies["sessionid"].value
        return browser.get("/me/").status_code

    at_once(look_or_end)
    assert client.get("/me/").status_code == 302
