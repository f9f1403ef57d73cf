"""Conversations over REST: same rights, same rules, clear refusals."""

import uuid

import pytest

from accounts.models import ApiToken
from chat import actions
from chat.models import Conversation, Message, Participant
from tests.factories import make_group, make_message, make_space, make_user
from tests.programs import send

JSON = "application/json"


@pytest.fixture
def group(ben):
    return make_group(ben)


def ids(client, query=""):
    rows = client.get(f"/api/v1/conversations/{query}").json()["results"]
    return [row["id"] for row in rows]


# --- conversations -------------------------------------------------------------------------------
def test_founding_a_group_reading_and_renaming_it(as_anna, anna, ben):
    made = send(as_anna, "post", "conversations/", name="On call", people=["ben"])
    assert made.status_code == 201
    group = made.json()
    assert (group["kind"], group["name"], group["role"]) == ("group", "On call", "manager")
    assert (group["last_seq"], group["can_write"], group["can_manage"]) == (1, True, True)
    address = f"conversations/{group['id']}/"
    assert send(as_anna, "patch", address, name="Night shift").json()["name"] == "Night shift"
    assert as_anna.get(f"/api/v1/{address}").json()["last_message"]["kind"] == "renamed"


def test_E2_a_group_sent_twice_is_one_group(as_anna, ben):
    sent = {"name": "On call", "people": ["ben"], "client_id": str(uuid.uuid4())}
    first = send(as_anna, "post", "conversations/", **sent)
    again = send(as_anna, "post", "conversations/", **sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    refused = send(as_anna, "post", "conversations/", **{**sent, "name": "Other"})
    assert (refused.status_code, refused.json()["code"]) == (409, "used_id")


def test_a_group_with_an_unknown_person_is_refused(as_anna):
    refused = send(as_anna, "post", "conversations/", name="On call", people=["nobody"])
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_person")
    assert not Conversation.objects.exists()


def test_two_people_have_one_conversation_whoever_opens_it(client, anna, ben):
    client.force_login(anna)
    first = send(client, "put", "conversations/direct/ben/").json()
    client.force_login(ben)
    second = send(client, "put", "conversations/direct/anna/").json()
    assert first["id"] == second["id"]
    assert (first["partner"]["handle"], second["partner"]["handle"]) == ("ben", "anna")
    assert send(client, "put", "conversations/direct/ben/").status_code == 400
    assert send(client, "put", "conversations/direct/nobody/").status_code == 404


def test_members_open_the_conversation_of_their_space(as_anna, anna):
    space = make_space(managers=(anna,), access="closed")
    row = send(as_anna, "put", f"spaces/{space.slug}/conversation/").json()
    assert (row["kind"], row["space"]["slug"]) == ("space", space.slug)
    elsewhere = make_space(access="open")
    assert send(as_anna, "put", f"spaces/{elsewhere.slug}/conversation/").status_code == 403
    hidden = make_space(access="secret")
    assert send(as_anna, "put", f"spaces/{hidden.slug}/conversation/").status_code == 404


def test_the_list_is_newest_first_and_pages_follow_each_other(as_anna, anna, ben):
    groups = [make_group(ben, name=f"Group {n}").pk for n in range(5)]
    make_message(Conversation.objects.get(pk=groups[0]), ben)
    wanted = [groups[0], *groups[:0:-1]]
    found, after = [], ""
    while after is not None:
        page = as_anna.get(f"/api/v1/conversations/?limit=2&after={after}").json()
        found += [row["id"] for row in page["results"]]
        after = page["next"]
    assert found == wanted


def test_the_list_tells_what_is_unread_and_its_last_message(as_anna, anna, ben, group):
    send(as_anna, "put", f"conversations/{group.pk}/read/", upto=1)
    make_message(group, ben, "**E52** again")
    [row] = as_anna.get("/api/v1/conversations/").json()["results"]
    assert (row["unread"], row["last_message"]["excerpt"]) == (1, "E52 again")


def test_what_is_put_away_leaves_the_list_until_somebody_writes(as_anna, ben, group):
    put = send(as_anna, "put", f"conversations/{group.pk}/archived/").json()
    assert put["is_archived"] is True
    assert (ids(as_anna), ids(as_anna, "?archived=1")) == ([], [group.pk])
    make_message(group, ben)
    assert (ids(as_anna), ids(as_anna, "?archived=1")) == ([group.pk], [])
    send(as_anna, "put", f"conversations/{group.pk}/archived/")
    assert (
        as_anna.delete(f"/api/v1/conversations/{group.pk}/archived/").json()["is_archived"] is False
    )


def test_pinning_and_muting_are_switches(as_anna, group):
    address = f"conversations/{group.pk}/"
    for _twice in range(2):
        assert send(as_anna, "put", f"{address}pinned/").json()["is_pinned"] is True
        assert send(as_anna, "put", f"{address}muted/").json()["is_muted"] is True
    assert as_anna.delete(f"/api/v1/{address}pinned/").json()["is_pinned"] is False
    assert as_anna.delete(f"/api/v1/{address}muted/").json()["is_muted"] is False
    late = send(as_anna, "put", f"{address}muted/", until="2001-01-01T00:00:00Z")
    assert (late.status_code, late.json()["field"]) == (400, "until")


def test_E6_the_position_only_moves_forward(as_anna, ben, group):
    for number in range(3):
        make_message(group, ben, str(number))
    address = f"conversations/{group.pk}/read/"
    assert send(as_anna, "put", address, upto=3).json()["unread"] == 1
    assert send(as_anna, "put", address, upto=2).json()["read_seq"] == 3
    assert send(as_anna, "put", address, upto=10**12).json()["read_seq"] == 4


def test_a_draft_waits_on_the_server_for_its_author(client, as_anna, ben, group):
    address = f"conversations/{group.pk}/draft/"
    assert as_anna.get(f"/api/v1/{address}").json() == {"body": "", "updated_at": None}
    assert send(as_anna, "put", address, body=" The valve").json()["body"] == " The valve"
    client.force_login(ben)
    assert client.get(f"/api/v1/{address}").json()["body"] == ""
    client.force_login(make_user("anna"))
    assert client.delete(f"/api/v1/{address}").status_code == 204
    assert client.get(f"/api/v1/{address}").json()["body"] == ""


# --- people --------------------------------------------------------------------------------------
def people(client, group):
    rows = client.get(f"/api/v1/conversations/{group.pk}/participants/").json()["results"]
    return {row["handle"]: row["role"] for row in rows}


def test_a_manager_adds_people_and_changes_what_they_may_do(as_anna, group):
    make_user("carl")
    address = f"conversations/{group.pk}/participants/carl/"
    for _twice in range(2):
        assert send(as_anna, "put", address).json()["role"] == "member"
    assert send(as_anna, "put", address, role="manager").json()["role"] == "manager"
    assert send(as_anna, "put", address).json()["role"] == "manager"
    assert people(as_anna, group) == {"anna": "manager", "ben": "member", "carl": "manager"}
    assert Message.objects.filter(kind="added").count() == 1
    for _twice in range(2):
        assert as_anna.delete(f"/api/v1/{address}").status_code == 204
    assert "carl" not in people(as_anna, group)


def test_members_add_and_remove_nobody_but_may_leave(client, ben, group):
    client.force_login(ben)
    address = f"conversations/{group.pk}/participants/"
    assert send(client, "put", f"{address}eve/").status_code == 404
    make_user("eve")
    assert send(client, "put", f"{address}eve/").status_code == 403
    assert client.delete(f"/api/v1/{address}anna/").status_code == 403
    assert send(client, "patch", f"conversations/{group.pk}/", name="Mine").status_code == 403
    assert client.delete(f"/api/v1/{address}ben/").status_code == 204
    assert client.get(f"/api/v1/conversations/{group.pk}/").status_code == 404


def test_nobody_leaves_a_conversation_of_two(as_anna, anna, ben):
    talk = actions.open_direct(by=anna, person=ben)
    refused = as_anna.delete(f"/api/v1/conversations/{talk.pk}/participants/anna/")
    assert (refused.status_code, refused.json()["code"]) == (409, "stays")


def test_a_space_lists_its_members_with_their_roles(as_anna, anna, ben):
    space = make_space(ben, managers=(anna,))
    talk = actions.open_space_conversation(by=anna, space=space)
    assert people(as_anna, talk) == {"anna": "manager", "ben": "member"}


# --- rights --------------------------------------------------------------------------------------
@pytest.fixture
def late(group, anna, ben):
    """Carl joined a group in which he may read what is written from then on."""
    Conversation.objects.filter(pk=group.pk).update(history=Conversation.History.JOINING)
    group.refresh_from_db()
    old = make_message(group, ben, "old secret valve")
    file = actions.upload_file(by=anna, upload=a_file())
    make_message(group, anna, "old secret file", files=[file.key])
    make_message(group, ben, "old answer", reply_to=old)
    actions.add_participants(by=anna, conversation=group, people=[make_user("carl")])
    make_message(group, ben, "new answer about the valve", reply_to=old)
    return group


def a_file():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("secret.txt", b"flow rates")


def test_A1_who_joined_later_reads_nothing_older_anywhere(client, late):
    client.force_login(make_user("carl"))
    here = f"/api/v1/conversations/{late.pk}/"
    for address in ("", "messages/", "messages/?after=0", "messages/?before=99", "changes/",
                    "messages/?q=secret", "messages/?q=answer", "files/", "participants/",
                    "messages/6/", "../", "draft/", "planned/"):  # fmt: skip
        answer = client.get(f"{here}{address}".replace(f"{late.pk}/../", ""))
        assert answer.status_code == 200, address
        for word in (b"old", b"secret"):
            assert word not in answer.content, address
    rows = client.get(f"{here}messages/").json()["results"]
    assert [row["kind"] for row in rows] == ["added", "text"]
    reply = rows[1]
    assert (reply["is_reply"], reply["reply_to"], reply["thread"]) == (True, None, None)


def test_A1_old_messages_are_as_unknown_as_none_to_who_joined_later(client, late):
    client.force_login(make_user("carl"))
    here = f"conversations/{late.pk}/messages/"
    requests = [
        ("get", ""), ("patch", ""), ("delete", ""), ("post", "forward/"), ("put", "reaction/"),
        ("delete", "reaction/"), ("get", "reactions/"), ("get", "thread/"),
        ("put", "thread/read/"),
    ]  # fmt: skip
    for method, rest in requests:
        hidden, unknown = (send(client, method, f"{here}{seq}/{rest}") for seq in (2, 99))
        assert hidden.status_code == 404, (method, rest)
        assert hidden.content == unknown.content
    reply = [send(client, "post", here, body="Hi", reply_to=seq) for seq in (2, 99)]
    assert {answer.status_code for answer in reply} == {404}
    assert reply[0].content == reply[1].content


def test_A4_a_message_is_looked_up_in_its_own_conversation(as_anna, anna, ben, group):
    other = actions.open_direct(by=anna, person=ben)
    make_message(group)
    assert as_anna.get(f"/api/v1/conversations/{group.pk}/messages/2/").status_code == 200
    assert as_anna.get(f"/api/v1/conversations/{other.pk}/messages/2/").status_code == 404


def test_A3_who_was_removed_gets_404_with_the_next_request(client, anna, ben, group):
    client.force_login(ben)
    address = f"/api/v1/conversations/{group.pk}/messages/"
    assert client.get(address).status_code == 200
    actions.remove_participant(by=anna, conversation=group, user=ben)
    assert client.get(address).status_code == 404
    assert ids(client) == []


def test_a_key_writes_only_with_its_scope(client, anna, group):
    def key(*scopes):
        secret = "ff_" + uuid.uuid4().hex
        ApiToken.objects.create(
            user=anna, name="t", digest=ApiToken.digest_of(secret), scopes=scopes
        )
        return {"Authorization": f"Bearer {secret}"}

    reader, feed, chat = key("read"), key("read", "feed:write"), key("read", "chat:write")
    address, sent = f"/api/v1/conversations/{group.pk}/messages/", {"body": "Hi"}
    assert client.get(address, headers=reader).status_code == 200
    for other in (reader, feed):
        assert client.post(address, sent, content_type=JSON, headers=other).status_code == 403
    assert client.post(address, sent, content_type=JSON, headers=chat).status_code == 201


def test_A8_a_session_without_csrf_token_writes_nothing(anna, group):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert send(client, "post", f"conversations/{group.pk}/messages/", body="Hi").status_code == 403
    assert Message.objects.count() == 1


def test_a_position_belongs_to_one_person(as_anna, ben, group):
    send(as_anna, "put", f"conversations/{group.pk}/read/", upto=1)
    assert Participant.objects.get(conversation=group, user=ben).read_seq == 0
