"""When a right ends, everything that leaned on it ends at once."""

import threading

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import (
    change_role,
    create_person,
    create_token,
    deactivate_person,
    end_other_sessions,
    end_session,
    reactivate_person,
    set_password,
)
from accounts.models import User
from accounts.sessions import Session
from kit.http.exceptions import Conflict
from kit.live import hints, permissions
from kit.models import OutboxEntry
from tests.factories import make_user
from tests.together import at_once

ADMINISTRATOR = User.Role.ADMINISTRATOR


def signed_in(user):
    client = Client()
    client.post("/login/", {"login": user.staff_number, "password": "correct horse"})
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/me/").status_code == 200


@pytest.fixture
def chief():
    return make_user("chief", role=ADMINISTRATOR)


# --- leaving and coming back -----------------------------------------------------------------
def test_B3_leaving_ends_sessions_sockets_and_keys_at_once(chief, monkeypatch):
    anna = make_user("anna")
    phone, desk = signed_in(anna), signed_in(anna)
    keys = [phone.session.session_key, desk.session.session_key]
    _token, secret = create_token(by=anna, name="script", scopes=["read"])
    deactivate_person(by=chief, user=anna)
    assert not is_in(phone)
    assert not is_in(desk)
    assert not Session.objects.filter(session_key__in=keys).exists()
    assert not UserSession.objects.filter(user=anna).exists()
    assert [permissions.person_of(key) for key in keys] == [None, None]
    key = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me/", headers=key).status_code == 401
    assert OutboxEntry.objects.get(event="accounts.PersonDeactivated").payload == {
        "user_id": anna.pk
    }


@pytest.mark.parametrize("act", ["deactivate", "role", "password", "one", "others"])
def test_A3_open_sockets_are_told_to_ask_again(
    chief, act, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(hints.transports, "send", lambda channel, frame: told.append(frame))
    anna = make_user("anna")
    signed_in(anna)
    session = UserSession.objects.get(user=anna)
    changes = {
        "deactivate": lambda: deactivate_person(by=chief, user=anna),
        "role": lambda: change_role(by=chief, user=anna, role=User.Role.EDITOR),
        "password": lambda: set_password(by=anna, user=anna, password="a new horse"),
        "one": lambda: end_session(by=anna, session=session),
        "others": lambda: end_other_sessions(by=anna, keep=None),
    }
    with django_capture_on_commit_callbacks(execute=True):
        changes[act]()
    assert f"[{anna.pk}]" in told


def test_A3_a_session_somebody_forgot_to_list_ends_too(chief):
    anna = make_user("anna")
    client = signed_in(anna)
    UserSession.objects.all().delete()
    deactivate_person(by=chief, user=anna)
    reactivate_person(by=chief, user=anna)
    assert not is_in(client)


def test_B3_who_comes_back_signs_in_anew_and_makes_new_keys(chief):
    anna = make_user("anna")
    client = signed_in(anna)
    _token, secret = create_token(by=anna, name="script", scopes=["read"])
    deactivate_person(by=chief, user=anna)
    reactivate_person(by=chief, user=anna)
    assert not is_in(client)
    key = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me/", headers=key).status_code == 401
    anna.refresh_from_db()
    assert anna.deactivated_at is None
    assert is_in(signed_in(anna))


def test_B3_names_and_addresses_are_never_handed_on(chief):
    deactivate_person(by=chief, user=make_user("anna"))
    for again in (
        {"staff_number": "anna"},
        {"staff_number": "9", "email": "anna@nordwerk.example"},
        {"staff_number": "9", "handle": "anna"},
    ):
        with pytest.raises(Conflict):
            create_person(by=chief, first_name="Anna", **again)


def test_B3_the_directory_forgets_who_left(client, chief):
    anna = make_user("anna")
    client.force_login(chief)
    deactivate_person(by=chief, user=anna)
    assert client.get("/people/anna/").status_code == 404
    assert b"Anna Test" not in client.get("/people/?q=anna").content
    assert client.get("/api/v1/people/anna/").status_code == 404


@pytest.mark.parametrize("act", [deactivate_person, reactivate_person])
@pytest.mark.parametrize("role", [User.Role.MEMBER, User.Role.EDITOR])
def test_A7_only_administrators_let_people_go_and_come(act, role):
    with pytest.raises(PermissionDenied):
        act(by=make_user("eve", role=role), user=make_user("anna"))


# --- roles -----------------------------------------------------------------------------------
def test_A7_a_role_is_granted_by_who_holds_the_right(chief):
    anna = make_user("anna")
    change_role(by=chief, user=anna, role=ADMINISTRATOR)
    anna.refresh_from_db()
    assert (anna.role, anna.is_staff, anna.is_superuser) == (ADMINISTRATOR, True, True)


@pytest.mark.parametrize("role", [User.Role.MEMBER, User.Role.EDITOR])
@pytest.mark.parametrize("wanted", User.Role.values)
def test_A7_nobody_else_grants_anything(role, wanted):
    eve = make_user("eve", role=role)
    with pytest.raises(PermissionDenied):
        change_role(by=eve, user=eve, role=wanted)


@pytest.mark.parametrize("wanted", ["owner", "", "superuser", "MEMBER"])
def test_A7_a_role_that_does_not_exist_is_granted_by_nobody(chief, wanted):
    with pytest.raises(PermissionDenied):
        change_role(by=chief, user=make_user("anna"), role=wanted)


def test_B2_a_change_of_role_ends_the_sessions_that_had_the_old_one(chief):
    anna = make_user("anna")
    client = signed_in(anna)
    change_role(by=chief, user=anna, role=User.Role.EDITOR)
    assert not is_in(client)
    assert is_in(signed_in(anna))


def test_the_same_role_again_changes_nothing(chief):
    anna = make_user("anna")
    client = signed_in(anna)
    change_role(by=chief, user=anna, role=anna.role)
    assert is_in(client)


def test_A3_a_lowered_administrator_is_outside_the_administration_at_once(chief):
    second = make_user("second", role=ADMINISTRATOR)
    client = signed_in(second)
    assert client.get("/admin/").status_code == 200
    change_role(by=chief, user=second, role=User.Role.MEMBER)
    assert client.get("/admin/").status_code == 302
    client = signed_in(second)
    assert client.get("/admin/").status_code in {302, 403}


def test_the_last_administrator_stays(chief):
    for act in (
        lambda: deactivate_person(by=chief, user=chief),
        lambda: change_role(by=chief, user=chief, role=User.Role.MEMBER),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_once():
    pair = [make_user(name, role=ADMINISTRATOR) for name in ("first", "second")]
    both = threading.Barrier(2)

    def remove_the_other(number):
        mine, other = (User.objects.get(pk=pair[index].pk) for index in (number, 1 - number))
        both.wait()
        try:
            deactivate_person(by=mine, user=other)
        except Conflict:
            return 0
        return 1

    assert sum(at_once(remove_the_other, times=2)) == 1
    assert User.objects.active().filter(role=ADMINISTRATOR).count() == 1


# --- passwords -------------------------------------------------------------------------------
def test_A3_a_new_password_ends_every_session(chief):
    anna = make_user("anna")
    client = signed_in(anna)
    set_password(by=chief, user=anna, password="a new horse")
    assert not is_in(client)


def test_A7_nobody_sets_the_password_of_somebody_else():
    with pytest.raises(PermissionDenied):
        set_password(by=make_user("eve"), user=make_user("anna"), password="mine now 1")


# --- sessions --------------------------------------------------------------------------------
def test_A3_ending_one_session_ends_that_one(client):
    anna = make_user("anna")
    phone, desk = signed_in(anna), signed_in(anna)
    row = UserSession.objects.get(session_key=phone.session.session_key)
    end_session(by=anna, session=row)
    assert not is_in(phone)
    assert is_in(desk)


def test_ending_the_others_keeps_this_one():
    anna = make_user("anna")
    phone, desk, tablet = signed_in(anna), signed_in(anna), signed_in(anna)
    end_other_sessions(by=anna, keep=desk.session.session_key)
    assert [is_in(device) for device in (phone, desk, tablet)] == [False, True, False]


def test_A7_nobody_ends_the_session_of_somebody_else():
    anna = make_user("anna")
    client = signed_in(anna)
    with pytest.raises(PermissionDenied):
        end_session(by=make_user("eve"), session=UserSession.objects.get(user=anna))
    end_other_sessions(by=make_user("eve"), keep=None)
    assert is_in(client)
