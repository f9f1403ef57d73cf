"""The administration changes spaces through the actions and shows no content of secret ones."""

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from kit.jobs import outbox
from kit.models import OutboxEntry
from notifications.models import Notification
from spaces.actions import accept_request, create_space, request_to_join
from spaces.models import Membership, Space
from tests.factories import make_space, make_user


@pytest.fixture
def boss():
    return make_user("boss", role=User.Role.ADMINISTRATOR)


@pytest.fixture
def admin(client, boss):
    client.force_login(boss)
    return client


def fields(space, **changed):
    known = {
        name: getattr(space, name)
        for name in ("name", "description", "access", "kind", "icon", "hue")
    }
    rows = Membership.objects.filter(space=space).order_by("pk")
    form = {
        **known,
        "parent": space.parent_id or "",
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": len(rows),
    }
    for number, row in enumerate(rows):
        prefix = f"memberships-{number}"
        form |= {f"{prefix}-id": row.pk, f"{prefix}-space": space.pk}
        form |= {f"{prefix}-user": row.user_id, f"{prefix}-role": row.role}
    return {**form, **changed}


def change(admin, space, **changed):
    return admin.post(f"/admin/spaces/space/{space.pk}/change/", fields(space, **changed))


def test_the_list_counts_readers(admin):
    make_space(make_user("anna"), access="closed", name="Closed one")
    page = admin.get("/admin/spaces/space/").content.decode()
    assert "Closed one" in page


def test_founding_goes_through_the_action(admin, boss):
    new = {"name": "Sales", "kind": "department", "access": "open", "icon": "euro", "hue": 45}
    answer = admin.post("/admin/spaces/space/add/", new)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    space = Space.objects.get(slug="sales")
    assert (space.author, space.member_count) == (boss, 1)
    assert OutboxEntry.objects.filter(event="spaces.MemberJoined").exists()


def test_changing_goes_through_the_action(admin):
    space = make_space(make_user("anna"))
    answer = change(admin, space, name="New", access="closed")
    assert answer.status_code == 302
    space.refresh_from_db()
    assert space.name == "New"
    assert AuditEntry.objects.filter(action="spaces.make_closed").exists()


def test_wrong_fields_are_shown_in_the_form(admin):
    space = make_space(name="Old")
    answer = change(admin, space, name="\u202e\u2066")
    assert answer.status_code == 200
    space.refresh_from_db()
    assert space.name == "Old"


def test_members_are_added_changed_and_removed_by_actions(admin):
    anna, ben, kim = make_user("anna"), make_user("ben"), make_user("kim")
    space = make_space(anna, ben, access="closed")
    form = fields(space)
    form |= {"memberships-TOTAL_FORMS": 3, "memberships-0-role": "manager"}
    form |= {"memberships-1-DELETE": "on", "memberships-2-user": kim.pk}
    form |= {"memberships-2-role": "member", "memberships-2-space": space.pk}
    answer = admin.post(f"/admin/spaces/space/{space.pk}/change/", form)
    assert answer.status_code == 302, answer.context["errors"]
    roles = dict(Membership.objects.filter(space=space).values_list("user__handle", "role"))
    assert roles == {"anna": "manager", "kim": "member"}
    space.refresh_from_db()
    assert space.member_count == 2


def test_A10_an_administrator_does_not_let_himself_into_a_closed_space(admin, boss):
    space = make_space(make_user("anna"), access="secret")
    admin.post(
        "/admin/spaces/membership/add/", {"space": space.pk, "user": boss.pk, "role": "manager"}
    )
    assert not Membership.objects.filter(space=space, user=boss).exists()
    space.refresh_from_db()
    assert space.member_count == 1


def test_A10_a_secret_space_shows_its_name_and_members_only(admin):
    space = make_space(make_user("anna"), access="secret", name="Eagle", description="Buying Acme")
    page = admin.get(f"/admin/spaces/space/{space.pk}/change/").content.decode()
    assert "Eagle" in page
    assert "Buying Acme" not in page


def test_A10_a_secret_space_is_not_opened_here(admin):
    space = make_space(make_user("anna"), access="secret", name="Eagle")
    change(admin, space, access="open", name="Open now")
    space.refresh_from_db()
    assert (space.access, space.name) == ("secret", "Eagle")


def test_memberships_of_large_spaces_have_a_list_of_their_own(admin):
    anna, space = make_user("anna"), make_space()
    assert admin.get("/admin/spaces/membership/?q=anna").status_code == 200
    admin.post(
        "/admin/spaces/membership/add/", {"space": space.pk, "user": anna.pk, "role": "member"}
    )
    row = Membership.objects.get(space=space, user=anna)
    admin.post(f"/admin/spaces/membership/{row.pk}/change/", {"role": "manager"})
    row.refresh_from_db()
    assert row.role == "manager"
    admin.post(f"/admin/spaces/membership/{row.pk}/delete/", {"post": "yes"})
    assert not Membership.objects.filter(space=space, user=anna).exists()
    space.refresh_from_db()
    assert space.member_count == 0


def test_spaces_are_archived_and_reopened_never_deleted(admin):
    space = make_space()
    chosen = {"action": "archive", "_selected_action": [space.pk]}
    admin.post("/admin/spaces/space/", chosen)
    space.refresh_from_db()
    assert space.archived_at
    admin.post("/admin/spaces/space/", {**chosen, "action": "reopen"})
    space.refresh_from_db()
    assert not space.archived_at
    assert admin.post(f"/admin/spaces/space/{space.pk}/delete/", {"post": "yes"}).status_code == 403


def test_what_policy_refuses_is_said_not_raised(admin):
    space = make_space(kind="company")
    chosen = {"action": "archive", "_selected_action": [space.pk]}
    assert admin.post("/admin/spaces/space/", chosen, follow=True).status_code == 200
    space.refresh_from_db()
    assert not space.archived_at


def test_editors_and_members_stay_outside(client):
    for role in (User.Role.MEMBER, User.Role.EDITOR):
        client.force_login(make_user(role=role))
        assert client.get("/admin/spaces/space/").status_code in (302, 403)


# --- who comes in by the administration -----------------------------------------------------------
def test_A10_members_see_whom_an_administrator_put_into_a_secret_space(admin, boss, client):
    anna, kim, eve = make_user("anna", language="en"), make_user("kim"), make_user("eve")
    space = make_space(kim, managers=(anna,), access="secret", name="Eagle")
    added = {"space": space.pk, "user": eve.pk, "role": "member"}
    admin.post("/admin/spaces/membership/add/", added)
    outbox.work()
    told = Notification.objects.filter(kind="added").values_list("recipient__handle", flat=True)
    assert sorted(told) == ["anna", "kim"]
    annas = Client()
    annas.force_login(anna)
    assert "added somebody to Eagle" in annas.get("/notifications/").content.decode()
    assert "Added by Boss" in annas.get(f"/s/{space.slug}/members/").content.decode()
    shown = annas.get(f"/api/v1/spaces/{space.slug}/members/").json()["results"]
    assert {one["handle"]: one["added_by"] for one in shown}["eve"] == boss.name


def test_members_let_in_by_their_managers_carry_no_mark():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(managers=(anna,), access="closed")
    request_to_join(by=ben, space=space)
    accept_request(by=anna, space=space, user=ben)
    outbox.work()
    assert not Membership.objects.exclude(added_by=None).exists()
    assert not Notification.objects.filter(kind="added").exists()


# --- addresses ------------------------------------------------------------------------------------
def test_A5_the_address_of_a_secret_space_does_not_contain_its_name():
    anna = make_user("anna")
    for wanted in ({}, {"slug": "eagle"}):
        space = create_space(by=anna, name="Eagle", access="secret", **wanted)
        assert "eagle" not in space.get_absolute_url().lower()


def test_A5_a_space_that_becomes_secret_leaves_its_old_address():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(ben, managers=(anna,), access="closed", name="Eagle")
    client = Client()
    client.force_login(anna)
    assert space.slug.startswith("eagle")
    form = {"name": "Eagle", "access": "secret", "description": "", "icon": "users", "hue": "165"}
    answer = client.post(f"/s/{space.slug}/settings/", form)
    changed = Space.objects.get(pk=space.pk)
    assert "eagle" not in changed.slug
    assert answer.url == f"/s/{changed.slug}/settings/"
    for person in (anna, ben, make_user("eve")):
        client.force_login(person)
        assert client.get(f"/s/{space.slug}/about/").status_code == 404


def test_A5_over_the_api_a_space_becomes_secret_and_answers_with_its_new_address():
    anna = make_user("anna")
    space = make_space(managers=(anna,), access="open", name="Eagle")
    client = Client()
    client.force_login(anna)
    address = f"/api/v1/spaces/{space.slug}/"
    answer = client.patch(address, {"access": "secret"}, content_type="application/json")
    assert answer.status_code == 200
    assert "eagle" not in answer.json()["slug"]
