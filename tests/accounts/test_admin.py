"""People in the administration: the same actions, nobody deleted, no way around the sign-in."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from kit.http.exceptions import Problem
from kit.jobs import outbox
from tests.factories import make_user

LIST = "/admin/accounts/user/"
NEW = {"staff_number": "9001", "first_name": "Hanna", "last_name": "Lindqvist", "role": "member",
       "email": "hanna@nordwerk.example", "password": "correct horse"}  # fmt: skip


@pytest.fixture
def chief(client):
    person = make_user("chief", role=User.Role.ADMINISTRATOR, language="en")
    client.force_login(person)
    return person


def page_of(person):
    return f"{LIST}{person.pk}/change/"


def filled(person, **changes):
    names = ["staff_number", "email", "first_name", "last_name", "job_title", "department", "place",
             "phone", "spoken", "skills", "language", "role"]  # fmt: skip
    return {name: getattr(person, name) for name in names} | changes


def act(client, action, *people):
    chosen = [person.pk for person in people]
    return client.post(LIST, {"action": action, "_selected_action": chosen}, follow=True)


def test_an_administrator_adds_a_person_who_can_sign_in_at_once(client, chief):
    assert client.post(f"{LIST}add/", NEW).status_code == 302
    hanna = Client()
    assert hanna.post("/login/", {"login": "9001", "password": "correct horse"}).status_code == 302
    answer = Client().post(
        "/login/", {"login": "hanna@nordwerk.example", "password": "correct horse"}
    )
    assert answer.status_code == 302


def test_without_a_password_a_link_is_sent(client, chief):
    client.post(f"{LIST}add/", NEW | {"password": ""})
    hanna = User.objects.get(staff_number="9001")
    assert not hanna.has_usable_password()
    act(client, "send_link", hanna)
    outbox.work()
    assert [message.to for message in mail.outbox] == [["hanna@nordwerk.example"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [("staff_number", "chief"), ("email", "chief@nordwerk.example"), ("first_name", "Аnna"),
     ("first_name", ""), ("role", "owner"), ("password", "short"), ("email", "nope"),
     ("last_name", "x" * 101)],
)  # fmt: skip
def test_what_the_action_refuses_is_shown_at_the_field(client, chief, field, value):
    answer = client.post(f"{LIST}add/", NEW | {field: value})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {field}
    assert not User.objects.filter(first_name="Hanna").exists()


def test_a_profile_and_a_role_are_changed_by_the_actions(client, chief):
    anna = make_user("anna")
    device = Client()
    device.post("/login/", {"login": "anna", "password": "correct horse"})
    client.post(page_of(anna), filled(anna, department="Service", role="editor"))
    anna.refresh_from_db()
    assert (anna.department, anna.role) == ("Service", "editor")
    assert " service" in anna.search_words
    assert device.get("/me/").status_code == 302


def test_a_refused_change_changes_nothing_at_all(client, chief):
    answer = client.post(page_of(chief), filled(chief, department="Board", role="member"))
    assert answer.status_code == 200
    chief.refresh_from_db()
    assert (chief.department, chief.role) == ("", "administrator")


def test_people_are_deactivated_and_come_back(client, chief):
    anna = make_user("anna")
    act(client, "deactivate", anna, chief)
    anna.refresh_from_db()
    assert not anna.is_active
    assert anna.deactivated_at
    chief.refresh_from_db()
    assert chief.is_active  # the last administrator stays
    act(client, "reactivate", anna)
    anna.refresh_from_db()
    assert anna.is_active


def test_nobody_is_deleted(client, chief):
    anna = make_user("anna")
    assert client.post(f"{LIST}{anna.pk}/delete/", {"post": "yes"}).status_code == 403
    act(client, "delete_selected", anna)
    assert User.objects.filter(pk=anna.pk).exists()


def test_a_password_is_set_for_somebody_and_ends_the_sessions(client, chief):
    anna = make_user("anna")
    device = Client()
    device.post("/login/", {"login": "anna", "password": "correct horse"})
    assert client.get(f"{LIST}{anna.pk}/password/").status_code == 200
    client.post(f"{LIST}{anna.pk}/password/", {"password": "a new horse"})
    assert device.get("/me/").status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("a new horse")


def test_people_are_found_by_name_number_and_address(client, chief):
    make_user("anna", last_name="Öztürk", staff_number="7788", email="a@b.de")
    for text in ("ozturk", "7788", "a@b.de", "anna"):
        assert "Öztürk" in client.get(f"{LIST}?q={text}").content.decode()
    assert "Öztürk" not in client.get(f"{LIST}?q=nobody").content.decode()


def test_A10_the_administration_shows_how_many_devices_and_keys_not_which(client, chief):
    anna = make_user("anna")
    device = Client(headers={"User-Agent": "Very Special Phone"})
    device.post("/login/", {"login": "anna", "password": "correct horse"})
    page = client.get(page_of(anna)).content.decode()
    assert "Very Special Phone" not in page
    assert anna.password not in page
    assert device.session.session_key not in page


@pytest.mark.parametrize("role", [User.Role.MEMBER, User.Role.EDITOR])
@pytest.mark.parametrize("path", ["/admin/", LIST, f"{LIST}add/", "/admin/login/"])
def test_A7_the_administration_is_closed_to_others(client, role, path):
    client.force_login(make_user("eve", role=role))
    answer = client.get(path)
    assert answer.status_code in {302, 403, 404}
    assert answer.status_code != 302 or "/login/" in answer["Location"]


def test_the_administration_has_no_sign_in_of_its_own(client):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/?next=")
    make_user("chief", role=User.Role.ADMINISTRATOR)
    form = {"username": "chief", "password": "correct horse"}
    assert client.post("/admin/login/", form).status_code == 302
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("app", ["auth/group", "account/emailaddress", "usersessions/usersession"])
def test_what_would_bypass_the_actions_is_not_there(client, chief, app):
    assert client.get(f"/admin/{app}/").status_code == 404


def test_the_administration_carries_the_name_of_the_company(client, chief, settings):
    assert settings.COMPANY_NAME in client.get("/admin/").content.decode()


def test_the_list_costs_the_same_for_2_and_20_people(client, chief, count_queries):
    make_user()
    client.get(LIST)
    few = count_queries(lambda: client.get(LIST))
    for _ in range(18):
        make_user()
    assert count_queries(lambda: client.get(LIST)) == few


def test_C4_names_are_text_in_the_administration(client, chief):
    make_user("anna", about="<script>alert(1)</script>", job_title="<b>x</b>")
    assert "<b>x</b>" not in client.get(LIST).content.decode()


def test_an_administrator_made_at_the_command_line_can_open_everything():
    root = User.objects.create_superuser("root", "correct horse")
    assert (root.role, root.is_staff, root.is_superuser) == ("administrator", True, True)
    client = Client()
    client.post("/login/", {"login": "root", "password": "correct horse"})
    assert client.get("/admin/").status_code == 200


def test_an_address_typed_at_the_command_line_is_one_to_sign_in_with(client):
    root = User.objects.create_superuser("Ada@Nordwerk.example", "correct horse")
    assert (root.staff_number, root.email) == ("ada", "ada@nordwerk.example")
    client.post("/login/", {"login": "ada@nordwerk.example", "password": "correct horse"})
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("typed", ["@nordwerk.example", "ada@"])
def test_what_is_no_address_is_refused_in_one_line(typed, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_STAFF_NUMBER", typed)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse")
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False)
    assert not User.objects.exists()


def test_C1_a_staff_number_that_nobody_could_sign_in_with_is_refused():
    with pytest.raises(Problem) as refused:
        make_user("anna", staff_number="anna@nordwerk")
    assert refused.value.field == "staff_number"
