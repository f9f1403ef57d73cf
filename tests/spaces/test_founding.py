"""Founding, changing, archiving."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from kit.design.icons import ICONS
from kit.http.exceptions import Conflict, Problem
from kit.jobs.outbox import work
from kit.models import OutboxEntry
from spaces.actions import (
    accept_request,
    archive_space,
    change_space,
    create_space,
    found_first_space,
    invite_person,
    join_space,
    reopen_space,
    request_to_join,
)
from spaces.actions.spaces import slug_of
from spaces.icons import MARKS
from spaces.models import JoinRequest, Membership, Space, SpaceKind
from tests.factories import make_space, make_user
from tests.together import at_once


@pytest.fixture
def boss():
    return make_user("boss", role=User.Role.ADMINISTRATOR)


def events(name):
    return OutboxEntry.objects.filter(event=f"spaces.{name}").count()


def test_who_founds_a_space_manages_it(anna):
    space = create_space(by=anna, name="Wärmepumpen-Wissen")
    membership = Membership.objects.get(space=space)
    assert (membership.user, membership.role) == (anna, "manager")
    assert space.member_count == 1
    assert events("MemberJoined") == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Wärmepumpen-Wissen", "waermepumpen-wissen"),
        ("Größe & Straße", "groesse-strasse"),
        ("ÜBERGABE", "uebergabe"),
        ("Café Lübeck", "cafe-luebeck"),
        ("Wa\u0308rme", "waerme"),
        ("under_score", "under-score"),
        ("日本", "space"),
        ("-- --", "space"),
    ],
)
def test_addresses_spell_umlauts_out(name, slug):
    assert slug_of(name) == slug


def test_addresses_stay_short_enough_for_a_number():
    assert len(slug_of("a" * 300)) <= 80


def test_a_second_space_of_the_same_name_gets_a_number(anna):
    slugs = [create_space(by=anna, name="Fuhrpark").slug for _ in range(3)]
    assert slugs == ["fuhrpark", "fuhrpark-2", "fuhrpark-3"]


def test_A5_a_secret_space_is_not_met_by_choosing_its_name(anna):
    secret = create_space(by=anna, name="Übernahme", access="secret")
    assert "uebernahme" not in secret.slug
    assert create_space(by=make_user("eve"), name="Übernahme").slug == "uebernahme"


def test_a_chosen_address_that_is_taken_is_refused(anna):
    create_space(by=anna, name="One", slug="mine")
    with pytest.raises(Problem) as refusal:
        create_space(by=anna, name="Two", slug="mine")
    assert (refusal.value.code, refusal.value.field) == ("taken", "slug")


def test_E2_the_same_client_id_gives_the_first_space(anna):
    key = uuid.uuid4()
    first = create_space(by=anna, name="Kantine", client_id=key)
    again = create_space(by=anna, name="Kantine", client_id=key)
    assert first == again
    assert Space.objects.count() == 1
    assert (Membership.objects.count(), events("MemberJoined")) == (1, 1)


def test_E2_the_same_client_id_with_another_name_is_a_conflict(anna):
    key = uuid.uuid4()
    create_space(by=anna, name="Kantine", client_id=key)
    with pytest.raises(Conflict):
        create_space(by=anna, name="Küche", client_id=key)


def test_E2_two_people_may_use_the_same_client_id(anna):
    key = uuid.uuid4()
    create_space(by=anna, name="Kantine", client_id=key)
    create_space(by=make_user("ben"), name="Kantine", client_id=key)
    assert Space.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " \u202e\u2066 "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x" * 100_000}, "name"),
        ({"description": "x" * 2001}, "description"),
        ({"access": "public"}, "access"),
        ({"hue": 40}, "hue"),
        ({"hue": -15}, "hue"),
        ({"icon": "<script>"}, "icon"),
    ],
)
def test_wrong_fields_are_named(anna, fields, field):
    with pytest.raises(Problem) as refusal:
        create_space(by=anna, **{"name": "Fine", **fields})
    assert refusal.value.field == field
    assert not Space.objects.exists()


def test_names_are_cleaned(anna):
    space = create_space(by=anna, name="  Wa\u0308rme\u202e \n pumpe ")
    assert space.name == "Wärme pumpe"


def test_every_mark_is_in_the_sprite():
    assert set(MARKS) <= set(ICONS)
    assert len(MARKS) == len(set(MARKS))


def test_A7_departments_are_founded_by_administrators_only(anna, boss):
    for kind in (SpaceKind.DEPARTMENT, SpaceKind.COMPANY):
        with pytest.raises(PermissionDenied):
            create_space(by=anna, name="Sales", kind=kind)
        assert create_space(by=boss, name="Sales", kind=kind).kind == kind


def test_A7_deactivated_people_found_nothing():
    gone = make_user("gone", is_active=False)
    with pytest.raises(PermissionDenied):
        create_space(by=gone, name="Ghosts")


def test_A5_a_hidden_space_cannot_be_a_parent(anna):
    hidden = make_space(access="secret")
    with pytest.raises(PermissionDenied):
        create_space(by=anna, name="Child", parent=hidden)


def test_a_space_cannot_be_part_of_its_own_child(boss):
    top = create_space(by=boss, name="Top", kind="department")
    middle = create_space(by=boss, name="Middle", kind="department", parent=top)
    below = create_space(by=boss, name="Below", kind="department", parent=middle)
    for parent in (top, middle, below):
        with pytest.raises(Problem) as refusal:
            change_space(by=boss, space=top, parent=parent)
        assert refusal.value.code == "circle"
    assert change_space(by=boss, space=below, parent=top).parent == top


def test_managers_change_their_space(anna):
    space = make_space(managers=(anna,))
    change_space(by=anna, space=space, name="New", description="Why", hue=45, icon="wrench")
    space.refresh_from_db()
    assert (space.name, space.description, space.hue, space.icon) == ("New", "Why", 45, "wrench")


def test_A7_members_and_outsiders_change_nothing(anna):
    ben = make_user("ben")
    space = make_space(ben, managers=(anna,), name="Old")
    for person in (ben, make_user("eve")):
        with pytest.raises(PermissionDenied):
            change_space(by=person, space=space, name="New")
    space.refresh_from_db()
    assert space.name == "Old"


def test_A7_managers_do_not_move_departments(anna):
    space, above = make_space(managers=(anna,)), make_space()
    with pytest.raises(PermissionDenied):
        change_space(by=anna, space=space, parent=above)


def test_changing_nothing_writes_nothing(anna):
    space = make_space(managers=(anna,))
    with CaptureQueriesContext(connection) as asked:
        change_space(by=anna, space=space)
    assert not [one for one in asked if one["sql"].startswith("UPDATE")]


@pytest.mark.parametrize("access", ["closed", "secret"])
def test_A10_administrators_cannot_open_a_private_space(anna, boss, access):
    space = make_space(access=access, managers=(anna,))
    with pytest.raises(PermissionDenied):
        change_space(by=boss, space=space, access="open")
    space.refresh_from_db()
    assert space.access == access


def test_A10_administrators_let_themselves_in_nowhere(anna, boss):
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=boss, space=space)
    for way in (accept_request, invite_person):
        with pytest.raises(PermissionDenied):
            way(by=boss, space=space, user=boss)
    assert not Space.objects.visible_to(boss).exists()


def test_administrators_rename_and_archive_a_closed_space(anna, boss):
    space = make_space(access="closed", managers=(anna,))
    assert change_space(by=boss, space=space, name="New", access="closed").name == "New"
    assert archive_space(by=boss, space=space).archived_at


def test_administrators_who_belong_to_a_space_manage_it(anna, boss):
    space = make_space(boss, access="closed", managers=(anna,))
    assert change_space(by=boss, space=space, access="open").access == "open"


def test_opening_a_closed_space_lets_in_who_asked(anna):
    ben = make_user("ben")
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=space)
    change_space(by=anna, space=space, access="open")
    assert Membership.objects.filter(space=space, user=ben).exists()
    assert not JoinRequest.objects.exists()
    space.refresh_from_db()
    assert space.member_count == 2


def test_A5_a_space_that_becomes_secret_forgets_who_asked(anna):
    ben = make_user("ben")
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=space)
    change_space(by=anna, space=space, access="secret")
    assert not JoinRequest.objects.exists()
    assert not Space.objects.listed_to(ben).exists()


def test_archiving_stops_joining_and_can_be_taken_back(anna):
    ben = make_user("ben")
    space = make_space(managers=(anna,))
    archive_space(by=anna, space=space)
    first = archive_space(by=anna, space=space).archived_at
    assert first is not None
    assert AuditEntry.objects.filter(action="spaces.archive").count() == 1
    with pytest.raises(PermissionDenied):
        join_space(by=ben, space=space)
    reopen_space(by=anna, space=space)
    join_space(by=ben, space=space)
    assert Membership.objects.filter(space=space, user=ben).exists()


def test_the_space_of_the_whole_company_is_never_archived(boss):
    space = create_space(by=boss, name="Everybody", kind="company")
    with pytest.raises(PermissionDenied):
        archive_space(by=boss, space=space)


# --- a company that begins -----------------------------------------------------------------------
def everybody_is_told():
    while work():
        pass


def test_an_empty_company_gets_a_space_in_which_everybody_writes(client):
    root = User.objects.create_superuser("root", "correct horse")
    everybody_is_told()
    make_user("anna")
    everybody_is_told()
    space = Space.objects.visible_to(root).get()
    assert (space.kind, space.member_count) == ("company", 2)
    client.force_login(make_user("anna"))
    sent = {"body": "Hello", "space": [space.slug]}
    assert client.post("/compose/", sent)["Location"] == "/"


def test_without_an_administrator_the_first_space_waits_for_one(anna):
    everybody_is_told()
    assert not Space.objects.exists()


def test_a_company_with_spaces_gets_none(boss, anna):
    make_space(anna, author=boss)
    everybody_is_told()
    assert not Space.objects.filter(kind="company").exists()


@pytest.mark.django_db(transaction=True)
def test_G1_twelve_workers_at_once_found_one_first_space(boss):
    at_once(lambda n: found_first_space())
    assert Space.objects.count() == 1
    assert Space.objects.get().member_count == 1
