"""H1: sensitive actions stand in the audit log, however they are done, without any text."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.actions import create_token, set_password
from accounts.models import AuditEntry, User
from announcements.models import Category
from feed.actions import write_comment
from polls.actions import vote
from spaces.actions import add_member
from tests.factories import make_poll, make_post, make_space, make_user
from tests.surveys import making


@pytest.fixture
def chief(client):
    person = make_user("chief", role="administrator", language="en")
    client.force_login(person)
    return person


def log():
    """Everything that was written, oldest first: who, what, about what."""
    rows = AuditEntry.objects.order_by("pk").values_list("by__handle", "action", "target")
    return list(rows)


def deeds_since(before):
    return log()[len(before) :]


def call(person, method, path, content=None):
    """Over the API."""
    client = Client()
    client.force_login(person)
    send = getattr(client, method)
    return send(f"/api/v1/{path}", content or {}, content_type="application/json")


def of(person, space=None):
    there = f"spaces.space:{space.pk} " if space else ""
    return f"{there}accounts.user:{person.pk}"


NEW = {"staff_number": "9001", "first_name": "Hanna", "last_name": "Lindqvist", "role": "editor",
       "email": "hanna@nordwerk.example", "password": "correct horse"}  # fmt: skip


def test_H1_what_the_administration_does_to_people_is_in_the_log(client, chief):
    before = log()
    client.post("/admin/accounts/user/add/", NEW)
    hanna = User.objects.get(staff_number="9001")
    page = "/admin/accounts/user/"
    client.post(f"{page}{hanna.pk}/change/", {**NEW, "role": "administrator"})
    client.post(f"{page}{hanna.pk}/password/", {"password": "another horse"})
    for action in ("send_link", "deactivate", "reactivate"):
        client.post(page, {"action": action, "_selected_action": [hanna.pk]})
    assert deeds_since(before) == [
        ("chief", f"accounts.{action}", of(hanna))
        for action in (
            "create_person", "make_editor", "change_profile", "make_administrator",
            "set_password", "send_password_link", "deactivate_person", "reactivate_person",
        )
    ]  # fmt: skip


def test_H1_nothing_in_the_log_says_what_a_password_or_a_name_is(client, chief):
    client.post("/admin/accounts/user/add/", NEW)
    written = str(list(AuditEntry.objects.values()))
    assert not [word for word in NEW.values() if word in written and word != "editor"]


def test_H1_signing_in_with_more_rights_and_failing_are_in_the_log(client):
    boss, anna = make_user("boss", role="administrator"), make_user("anna")
    for person in (boss, anna):
        set_password(by=person, user=person, password="correct horse")
    before = log()
    for login, password in (
        ("boss", "wrong"), ("nobody", "wrong"),
        ("boss", "correct horse"), ("anna", "correct horse"),
    ):  # fmt: skip
        Client().post("/login/", {"login": login, "password": password})
    assert deeds_since(before) == [
        (None, "accounts.fail_to_sign_in", of(boss)),
        (None, "accounts.fail_to_sign_in", "accounts.user:0"),
        ("boss", "accounts.auth_views", of(boss)),
    ]


def test_H1_a_changed_password_is_in_the_log(client):
    anna = make_user("anna")
    set_password(by=anna, user=anna, password="correct horse")
    client.post("/login/", {"login": "anna", "password": "correct horse"})
    before = log()
    new = {"oldpassword": "correct horse", "password1": "battery staple 7", "password2": ""}
    client.post(reverse("account_change_password"), {**new, "password2": new["password1"]})
    assert deeds_since(before) == [("anna", "accounts.set_password", of(anna))]


# --- memberships ----------------------------------------------------------------------------------
def test_H1_memberships_changed_by_others_are_in_the_log(client, chief):
    anna, ben, kim = make_user("anna"), make_user("ben"), make_user("kim")
    space = make_space(managers=(anna,), access="closed")
    before = log()
    row = {"space": space.pk, "user": ben.pk, "role": "member"}
    client.post("/admin/spaces/membership/add/", row)
    manager = Client()
    manager.force_login(anna)
    there = f"/s/{space.slug}/members"
    manager.post(f"{there}/ben/", {"_method": "put", "role": "manager"})
    assert call(anna, "delete", f"spaces/{space.slug}/members/ben/").status_code == 204
    kims = Client()
    kims.force_login(kim)
    kims.post(f"/s/{space.slug}/request/", {"_method": "put"})
    manager.post(f"/s/{space.slug}/requests/kim/", {"_method": "put"})
    assert deeds_since(before) == [
        ("chief", "spaces.add_member", of(ben, space)),
        ("anna", "spaces.make_manager", of(ben, space)),
        ("anna", "spaces.remove_member", of(ben, space)),
        ("anna", "spaces.add_member", of(kim, space)),
    ]


def test_coming_and_going_by_oneself_is_in_no_log():
    anna, space = make_user("anna"), make_space(make_user("ben"))
    before = log()
    client = Client()
    client.force_login(anna)
    client.put(f"/s/{space.slug}/membership/")
    client.delete(f"/s/{space.slug}/membership/")
    assert deeds_since(before) == []


def test_H1_opening_a_closed_space_is_in_the_log():
    anna = make_user("anna")
    space = make_space(managers=(anna,), access="closed")
    before = log()
    assert call(anna, "patch", f"spaces/{space.slug}/", {"access": "open"}).status_code == 200
    assert deeds_since(before) == [("anna", "spaces.make_open", f"spaces.space:{space.pk}")]


# --- take-downs, exports, keys --------------------------------------------------------------------
def test_H1_taking_down_what_others_wrote_is_in_the_log(client, chief):
    anna = make_user("anna")
    space = make_space(anna, access="open")
    first, second, mine = (make_post(anna, space) for _ in range(3))
    comment = write_comment(by=anna, post=mine, body="Mine")
    before = log()
    client.post(f"/admin/feed/post/{first.pk}/delete/", {"post": "yes"})
    assert call(chief, "delete", f"posts/{second.pk}/").status_code == 204
    assert client.delete(f"/p/{mine.pk}/comments/{comment.pk}/").status_code < 400
    assert call(anna, "delete", f"posts/{mine.pk}/").status_code == 204
    assert deeds_since(before) == [
        ("chief", "feed.take_down_post", f"feed.post:{first.pk}"),
        ("chief", "feed.take_down_post", f"feed.post:{second.pk}"),
        ("chief", "feed.take_down_comment", f"feed.comment:{comment.pk}"),
    ]


def test_H1_results_of_surveys_taken_along_and_names_opened_are_in_the_log(client):
    survey = making.make_survey(*making.crowd(6), anonymous=False)
    client.force_login(survey.author)
    before = log()
    client.get(f"/surveys/{survey.pk}/results/csv/")
    client.get(f"/surveys/{survey.pk}/results/xlsx/")
    client.get(f"/surveys/{survey.pk}/results/answers/")
    about = f"surveys.survey:{survey.pk}"
    assert deeds_since(before) == [
        ("anna", "surveys.export_results", about),
        ("anna", "surveys.export_results", about),
        ("anna", "surveys.open_names", about),
    ]


def test_H1_seeing_who_voted_for_what_is_in_the_log(client):
    anna, ben = make_user("anna"), make_user("ben")
    poll = make_poll(anna, make_space(anna, ben), lists_voters=True)
    vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    client.force_login(anna)
    before = log()
    client.get(reverse("poll-votes", args=[poll.pk]))
    client.get(reverse("poll-votes-csv", args=[poll.pk])).getvalue()
    assert call(anna, "get", f"polls/{poll.pk}/votes/").status_code == 200
    actions = ["open_names", "export_names", "open_names"]
    about = f"polls.poll:{poll.pk}"
    assert deeds_since(before) == [("anna", f"polls.{action}", about) for action in actions]


def test_H1_settings_for_everybody_are_in_the_log(client, chief):
    before = log()
    page = "/admin/announcements/category/"
    client.post(f"{page}add/", {"name": "Sicherheit", "slug": "safety", "position": 7})
    category = Category.objects.get(slug="safety")
    client.post(f"{page}{category.pk}/delete/", {"post": "yes"})
    about = f"announcements.category:{category.pk}"
    assert deeds_since(before) == [
        ("chief", "announcements.set_category", about),
        ("chief", "announcements.delete_category", about),
    ]


def test_H1_new_keys_for_programs_are_in_the_log():
    anna = make_user("anna")
    before = log()
    token, _secret = create_token(by=anna, name="Backup", scopes=["read"])
    assert deeds_since(before) == [("anna", "accounts.create_key", f"accounts.apitoken:{token.pk}")]


def test_H1_a_deed_that_fails_leaves_no_line(client, chief):
    space = make_space(make_user("anna"), access="secret")
    before = log()
    client.post("/admin/accounts/user/add/", NEW | {"staff_number": "chief"})
    with pytest.raises(PermissionDenied):
        add_member(by=chief, space=space, user=chief)
    assert deeds_since(before) == []
