"""People, sessions and keys over REST."""

import json

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from accounts.actions import create_token, deactivate_person, revoke_token
from accounts.actions.tokens import TOKENS
from accounts.models import ApiToken, User
from kit.http.exceptions import Problem
from tests.accounts.test_pages import other_device, picture
from tests.factories import make_user


@pytest.fixture
def anna(client):
    person = make_user("anna")
    client.force_login(person)
    return person


def program(person, *scopes):
    """A client that has nothing but a key."""
    _token, secret = create_token(by=person, name="program", scopes=scopes or ["read"])
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(client, method, path, body=None):
    written = json.dumps(body or {})
    return client.generic(method.upper(), f"/api/v1/{path}", written, "application/json")


# --- people ----------------------------------------------------------------------------------
def test_people_are_listed_by_name_and_found_by_words(client, anna):
    make_user("ben", last_name="Öztürk", place="Lübeck")
    people = client.get("/api/v1/people/").json()["results"]
    assert [person["handle"] for person in people] == ["ben", "anna"]
    for query in ("q=oeztuerk", "q=luebeck", "place=L%C3%BCbeck"):
        rows = client.get(f"/api/v1/people/?{query}").json()["results"]
        assert [row["handle"] for row in rows] == ["ben"]


def test_a_person_is_found_by_handle(client, anna):
    make_user("ben", job_title="Service engineer", phone="1")
    ben = client.get("/api/v1/people/ben/").json()
    assert (ben["job_title"], ben["phone"], ben["url"]) == ("Service engineer", "1", "/people/ben/")


def test_A5_the_directory_shows_nothing_of_the_account(client, anna):
    make_user("ben")
    shown = client.get("/api/v1/people/ben/").json()
    hidden = {"password", "last_login", "staff_number", "role", "is_staff", "session_epoch",
              "theme", "language", "search_words", "is_active"}  # fmt: skip
    assert not hidden & shown.keys()


def test_A2_who_left_and_who_never_was_answer_alike(client, anna):
    deactivate_person(by=None, user=make_user("gone"))
    gone, unknown = (client.get(f"/api/v1/people/{name}/") for name in ("gone", "none"))
    assert (gone.status_code, gone.content) == (unknown.status_code, unknown.content)
    assert gone.status_code == 404


def test_people_come_in_pages(client, anna):
    for number in range(25):
        make_user(f"p{number:02}")
    seen, after = [], ""
    while after is not None:
        page = client.get(f"/api/v1/people/?limit=7&after={after}").json()
        seen += [person["id"] for person in page["results"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 26


# --- me --------------------------------------------------------------------------------------
def test_i_see_and_change_what_is_mine_to_say(client, anna):
    answer = send(client, "patch", "me/", {"phone": "0451", "theme": "sun", "time_zone": "UTC"})
    assert answer.status_code == 200
    me = client.get("/api/v1/me/").json()
    assert (me["phone"], me["theme"], me["time_zone"]) == ("0451", "sun", "UTC")


def test_A7_everything_else_in_the_body_is_ignored(client, anna):
    wanted = {"role": "administrator", "department": "Board", "handle": "boss", "id": 1}
    wanted |= {"is_staff": True, "staff_number": "1", "portrait": "x", "email": "x@y.de"}
    before = client.get("/api/v1/me/").json()
    assert send(client, "patch", "me/", wanted).status_code == 200
    assert client.get("/api/v1/me/").json() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [({"phone": "1" * 41}, "phone"), ({"theme": "neon"}, "theme"),
     ({"time_zone": "Mars"}, "time_zone"),
     ({"about": "x" * 1001}, "about"), ({"language": 5}, "language"),
     ({"phone": ["1"]}, "phone"), ({"about": None}, "about"), ({"spoken": "a\x00b"}, "spoken")],
)  # fmt: skip
def test_C1_what_does_not_fit_is_a_400_that_names_the_field(client, anna, body, field):
    answer = send(client, "patch", "me/", body)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert answer.json().keys() == {"code", "detail", "field", "limit"}


def put_portrait(client, file):
    body = encode_multipart(BOUNDARY, {"file": file})
    return client.put("/api/v1/me/portrait/", body, content_type=MULTIPART_CONTENT)


def test_my_portrait_is_put_and_deleted(client, anna):
    address = put_portrait(client, picture()).json()["portrait"]
    assert client.get(address).status_code == 200
    assert client.delete("/api/v1/me/portrait/").status_code == 204
    assert client.get("/api/v1/me/").json()["portrait"] is None
    assert client.get(address).status_code == 404


def test_D2_a_portrait_that_is_no_picture_is_a_415(client, anna):
    assert put_portrait(client, SimpleUploadedFile("a.png", b"<svg/>")).status_code == 415
    assert client.put("/api/v1/me/portrait/").status_code in {400, 415}


# --- sessions --------------------------------------------------------------------------------
def test_B2_sessions_are_listed_and_ended_by_their_person(client, anna):
    phone = other_device(anna)
    client.get("/me/")
    rows = client.get("/api/v1/sessions/").json()["results"]
    assert sorted((row["current"], row["device"]) for row in rows)[0] == (
        False,
        "Safari auf iPhone",
    )
    assert not {"ip", "session_key", "user_agent"} & rows[0].keys()
    other = next(row["id"] for row in rows if not row["current"])
    assert client.delete(f"/api/v1/sessions/{other}/").status_code == 204
    assert phone.get("/api/v1/me/").status_code == 401


def test_A4_sessions_of_others_do_not_exist(client, anna):
    other_device(make_user("ben"))
    row = UserSession.objects.get(user__handle="ben")
    assert client.delete(f"/api/v1/sessions/{row.pk}/").status_code == 404
    assert UserSession.objects.filter(pk=row.pk).exists()


# --- keys ------------------------------------------------------------------------------------
def test_a_key_opens_what_its_scopes_say(anna):
    reader, writer = program(anna), program(anna, "profile:write")
    assert reader.get("/api/v1/me/").status_code == 200
    assert send(reader, "patch", "me/", {"phone": "1"}).status_code == 403
    assert send(writer, "patch", "me/", {"phone": "1"}).status_code == 200
    assert writer.get("/api/v1/people/").status_code == 403
    assert reader.delete("/api/v1/me/portrait/").status_code == 403


@pytest.mark.parametrize("path", ["sessions/", "tokens/"])
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_A7_no_key_opens_sessions_and_keys(anna, path, method):
    client = program(anna, *ApiToken.Scope.values)
    assert send(client, method, path).status_code in {403, 405}
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    ["Bearer ff_wrong", "Bearer ", "Bearer", "bearer ff_x y z", "Bearer \x00", "Bearer é",
     "Bearer " + "x" * 5000],
)  # fmt: skip
def test_a_wrong_key_is_a_401_even_with_a_session(client, anna, header):
    answer = client.get("/api/v1/me/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert "Bearer" in answer["WWW-Authenticate"]
    assert answer.json()["code"] == "sign_in"


def test_other_kinds_of_credentials_are_not_ours(client):
    make_user("anna")
    basic = {"Authorization": "Basic YW5uYTpjb3JyZWN0IGhvcnNl"}
    assert client.get("/api/v1/me/", headers=basic).status_code == 401


def test_a_key_opens_no_pages(anna):
    assert program(anna).get("/me/").status_code == 302


def test_A3_a_revoked_or_expired_key_opens_nothing(anna):
    client = program(anna)
    token = ApiToken.objects.get()
    token.expires_at = timezone.now()
    token.save()
    assert client.get("/api/v1/me/").status_code == 401
    token.expires_at = None
    token.save()
    assert client.get("/api/v1/me/").status_code == 200
    revoke_token(by=anna, token=token)
    assert client.get("/api/v1/me/").status_code == 401


def test_keys_are_made_shown_once_and_revoked(client, anna):
    made = send(client, "post", "tokens/", {"name": "Backup", "scopes": ["read"]})
    assert made.status_code == 201
    secret = made.json()["secret"]
    rows = client.get("/api/v1/tokens/").json()["results"]
    assert [row["name"] for row in rows] == ["Backup"]
    assert secret not in json.dumps(rows)
    key = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me/", headers=key).json()["handle"] == "anna"
    assert client.delete(f"/api/v1/tokens/{rows[0]['id']}/").status_code == 204
    assert Client().get("/api/v1/me/", headers=key).status_code == 401
    assert client.get("/api/v1/tokens/").json()["results"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"name": "x"}, {"name": "x", "scopes": []}, {"name": "x", "scopes": ["root"]},
     {"name": "x" * 101, "scopes": ["read"]}, {"name": "", "scopes": ["read"]},
     {"name": "x", "scopes": "read"}, {"name": "x", "scopes": ["read"] * 11},
     {"name": "x", "scopes": ["read"], "expires_at": "soon"}],
)  # fmt: skip
def test_C1_a_key_that_makes_no_sense_is_a_400(client, anna, body):
    assert send(client, "post", "tokens/", body).status_code == 400
    assert not ApiToken.objects.exists()


def test_nobody_holds_keys_without_end(anna):
    for _ in range(TOKENS):
        create_token(by=anna, name="x", scopes=["read"])
    with pytest.raises(Problem) as refused:
        create_token(by=anna, name="x", scopes=["read"])
    assert refused.value.limit == TOKENS


def test_A4_keys_of_others_do_not_exist(client, anna):
    token, _secret = create_token(by=make_user("ben"), name="x", scopes=["read"])
    assert client.delete(f"/api/v1/tokens/{token.pk}/").status_code == 404


def test_the_use_of_a_key_is_noted_but_not_every_time(anna, count_queries):
    client = program(anna)
    client.get("/api/v1/me/")
    assert ApiToken.objects.get().last_used_at
    assert count_queries(lambda: client.get("/api/v1/me/")) == 2


# --- K1: strangers, former members and nobody --------------------------------------------------
PATHS = ["people/", "people/anna/", "me/", "sessions/", "tokens/"]


@pytest.mark.parametrize("path", PATHS)
def test_K1_nobody_gets_401(client, path):
    make_user("anna")
    assert client.get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_K1_who_left_gets_401(client, path):
    eve = make_user("eve")
    client.force_login(eve)
    deactivate_person(by=None, user=eve)
    assert client.get(f"/api/v1/{path}").status_code == 401


def test_A8_a_write_with_a_session_needs_the_token_of_a_page():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("anna"))
    assert send(client, "patch", "me/", {"phone": "1"}).status_code == 403
    assert send(client, "post", "tokens/", {"name": "x", "scopes": ["read"]}).status_code == 403
    assert User.objects.get(handle="anna").phone == ""


def test_C8_personal_answers_are_private(client, anna):
    for path in PATHS:
        control = client.get(f"/api/v1/{path}")["Cache-Control"]
        assert "private" in control or "no-store" in control
