"""Spaces over REST: same rules, same actions, one shape of errors."""

import uuid

import pytest

from accounts.actions import create_token
from accounts.models import User
from spaces.actions import invite_person, request_to_join
from spaces.models import Invitation, JoinRequest, Membership, Space
from tests.factories import make_post, make_space, make_user

ROOT = "/api/v1/spaces/"


@pytest.fixture
def api(client):
    def as_person(user, method, path, body=None):
        client.force_login(user)
        send = getattr(client, method)
        if method == "get":
            return send(path, body)
        return send(path, body or {}, content_type="application/json")

    return as_person


def belongs(user, space):
    return Membership.objects.filter(space=space, user=user).exists()


def names(answer):
    return [space["name"] for space in answer.json()["results"]]


def test_the_list_holds_what_is_listed_to_me_by_name(api, anna):
    make_space(anna, name="B", access="secret"), make_space(name="A", access="closed")
    make_space(name="C"), make_space(name="Hidden", access="secret")
    assert names(api(anna, "get", ROOT)) == ["A", "B", "C"]
    assert names(api(anna, "get", ROOT, {"mine": "1"})) == ["B"]
    assert names(api(anna, "get", ROOT, {"q": "c"})) == ["C"]


def test_the_list_comes_in_pages(api, anna):
    for number in range(5):
        make_space(name=f"Space {number}")
    first = api(anna, "get", ROOT, {"limit": 3}).json()
    rest = api(anna, "get", ROOT, {"limit": 3, "after": first["next"]}).json()
    assert len(first["results"]) == 3
    assert rest["next"] is None
    assert {row["id"] for row in first["results"] + rest["results"]} == set(
        Space.objects.values_list("pk", flat=True)
    )


def test_the_list_costs_the_same_for_few_and_many(api, anna, count_queries):
    make_space(anna)
    api(anna, "get", ROOT)
    few = count_queries(lambda: api(anna, "get", ROOT))
    parent = make_space(kind="department")
    [make_space(anna, parent=parent) for _ in range(15)]
    assert count_queries(lambda: api(anna, "get", ROOT)) == few


def test_a_space_says_how_i_stand_to_it(api, anna, ben):
    space = make_space(anna, ben, name="Mine")
    make_post(anna, space)
    told = api(ben, "get", f"{ROOT}{space.slug}/").json()
    assert (told["standing"], told["member_count"], told["unread"]) == ("member", 2, 1)


def test_A5_a_closed_space_tells_no_numbers_and_a_hidden_parent_no_name(api, anna, ben):
    hidden = make_space(access="secret", name="Eagle")
    space = make_space(anna, access="closed")
    Space.objects.filter(pk=space.pk).update(parent=hidden)
    told = api(ben, "get", f"{ROOT}{space.slug}/").json()
    assert (told["member_count"], told["unread"], told["parent"]) == (None, 0, None)
    assert told["standing"] == "closed"
    Membership.objects.create(space=hidden, user=ben)
    assert api(ben, "get", f"{ROOT}{space.slug}/").json()["parent"] == hidden.slug


def test_founding_returns_the_space(api, anna):
    made = api(anna, "post", ROOT, {"name": "Kantine", "hue": 45, "access": "closed"})
    assert made.status_code == 201
    assert (made.json()["slug"], made.json()["standing"]) == ("kantine", "manager")


def test_E2_founding_may_be_repeated(api, anna):
    body = {"name": "Kantine", "client_id": str(uuid.uuid4())}
    first, again = api(anna, "post", ROOT, body), api(anna, "post", ROOT, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = api(anna, "post", ROOT, {**body, "name": "Küche"})
    assert (other.status_code, other.json()["code"]) == (409, "used_id")
    assert Space.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": ["a"]}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"name": None}, "name"),
        ({"name": "\u202e"}, "name"),
        ({"name": "A", "description": "x" * 2001}, "description"),
        ({"name": "A", "hue": 44}, "hue"),
        ({"name": "A", "hue": "red"}, "hue"),
        ({"name": "A", "hue": 10**30}, "hue"),
        ({"name": "A", "icon": "../etc"}, "icon"),
        ({"name": "A", "access": "public"}, "access"),
        ({"name": "A", "client_id": "7"}, "client_id"),
    ],
)
def test_C1_wrong_fields_are_named(api, anna, body, field):
    answer = api(anna, "post", ROOT, body)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert set(answer.json()) == {"code", "detail", "field", "limit"}
    assert not Space.objects.exists()


def test_A7_fields_that_are_not_writable_stay_as_they_are(api, anna, ben):
    space = make_space(ben, managers=(anna,))
    smuggled = {
        "name": "New",
        "member_count": 999,
        "author": ben.pk,
        "slug": "taken",
        "post_seq": 9,
    }
    told = api(anna, "patch", f"{ROOT}{space.slug}/", smuggled).json()
    assert (told["name"], told["slug"], told["member_count"]) == ("New", space.slug, 2)
    space.refresh_from_db()
    assert (space.post_seq, space.author.handle) == (0, "founder")


def test_A7_members_found_no_departments(api, anna):
    assert api(anna, "post", ROOT, {"name": "A", "kind": "department"}).status_code == 403


def test_joining_and_leaving(api, ben):
    space = make_space(make_user("anna"))
    path = f"{ROOT}{space.slug}/membership/"
    for _ in range(2):
        assert api(ben, "put", path).json()["standing"] == "member"
    for _ in range(2):
        assert api(ben, "delete", path).status_code == 204
    space.refresh_from_db()
    assert space.member_count == 1


def test_asking_and_being_let_in(api, anna, ben):
    space = make_space(access="closed", managers=(anna,))
    asked = api(ben, "put", f"{ROOT}{space.slug}/request/", {"words": "Please"})
    assert asked.json()["standing"] == "requested"
    waiting = api(anna, "get", f"{ROOT}{space.slug}/requests/").json()["results"]
    assert [(row["handle"], row["words"]) for row in waiting] == [("ben", "Please")]
    for _ in range(2):
        assert api(anna, "put", f"{ROOT}{space.slug}/requests/ben/").status_code == 204
    assert belongs(ben, space)


def test_declining_and_withdrawing(api, anna, ben):
    space = make_space(access="closed", managers=(anna,))
    request_to_join(by=ben, space=space)
    assert api(anna, "delete", f"{ROOT}{space.slug}/requests/ben/").status_code == 204
    assert api(anna, "delete", f"{ROOT}{space.slug}/requests/ben/").status_code == 404
    request_to_join(by=ben, space=space)
    assert api(ben, "delete", f"{ROOT}{space.slug}/request/").status_code == 204
    assert not JoinRequest.objects.exists()


def test_inviting_accepting_and_taking_back(api, anna, ben):
    kim = make_user("kim")
    space = make_space(access="secret", managers=(anna,))
    for handle in ("ben", "kim"):
        assert api(anna, "put", f"{ROOT}{space.slug}/invitations/{handle}/").status_code == 204
    told = api(anna, "get", f"{ROOT}{space.slug}/invitations/").json()["results"]
    assert [row["handle"] for row in told] == ["ben", "kim"]
    assert api(ben, "put", f"{ROOT}{space.slug}/invitation/").json()["standing"] == "member"
    assert api(anna, "delete", f"{ROOT}{space.slug}/invitations/kim/").status_code == 204
    assert api(kim, "put", f"{ROOT}{space.slug}/invitation/").status_code == 404
    assert not Invitation.objects.exists()


def test_declining_an_invitation(api, anna, ben):
    space = make_space(access="closed", managers=(anna,))
    invite_person(by=anna, space=space, user=ben)
    assert api(ben, "delete", f"{ROOT}{space.slug}/invitation/").status_code == 204
    assert api(ben, "put", f"{ROOT}{space.slug}/invitation/").status_code == 409


def test_members_with_their_roles(api, anna, ben):
    space = make_space(ben, managers=(anna,))
    path = f"{ROOT}{space.slug}/members/"
    told = {row["handle"]: row["role"] for row in api(ben, "get", path).json()["results"]}
    assert told == {"anna": "manager", "ben": "member"}
    changed = api(anna, "put", f"{path}ben/", {"role": "manager"})
    assert changed.json()["role"] == "manager"
    assert api(anna, "put", f"{path}ben/", {"role": "king"}).json()["field"] == "role"
    assert api(anna, "delete", f"{path}ben/").status_code == 204
    assert not belongs(ben, space)


def test_A4_members_of_another_space_are_unknown_here(api, anna, ben):
    here, there = make_space(managers=(anna,)), make_space(ben, managers=(anna,))
    for method in ("put", "delete"):
        answer = api(anna, method, f"{ROOT}{here.slug}/members/ben/", {"role": "manager"})
        assert answer.status_code == 404
    assert belongs(ben, there)


def test_the_last_manager_is_told_why_leaving_fails(api, anna):
    space = make_space(managers=(anna,))
    answer = api(anna, "delete", f"{ROOT}{space.slug}/membership/")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_manager")


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [(["read"], (200, 403)), (["spaces:write"], (403, 200)), (["feed:write"], (403, 403))],
)
def test_A7_a_key_opens_what_its_scopes_say(client, ben, scopes, statuses):
    space = make_space()
    _token, secret = create_token(by=ben, name="robot", scopes=scopes)
    headers = {"Authorization": f"Bearer {secret}"}
    read = client.get(ROOT, headers=headers)
    write = client.put(f"{ROOT}{space.slug}/membership/", headers=headers)
    assert (read.status_code, write.status_code) == statuses


def test_A3_a_deactivated_person_gets_401(client, ben):
    space = make_space(ben)
    client.force_login(ben)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert client.get(f"{ROOT}{space.slug}/").status_code == 401


@pytest.mark.parametrize("language", ["de", "en"])
def test_refusals_speak_the_language_of_the_person(client, ben, language):
    User.objects.filter(pk=ben.pk).update(language=language)
    client.force_login(User.objects.get(pk=ben.pk))
    told = client.post(ROOT, {"name": "\u202e"}, content_type="application/json").json()
    assert ("braucht einen Namen" in told["detail"]) == (language == "de")
