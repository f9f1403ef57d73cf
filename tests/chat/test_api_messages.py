"""Messages over REST: windows, catching up, sending once, threads, reactions, files, plans."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from chat import actions
from chat.limits import CATCH_UP
from chat.models import ChatFile, Message
from tests.factories import make_group, make_message, make_user
from tests.feed.pictures import a_picture
from tests.programs import send

JSON = "application/json"
TOMORROW = timedelta(days=1)


@pytest.fixture
def group(ben):
    return make_group(ben)


@pytest.fixture
def here(group):
    return f"conversations/{group.pk}/"


def get(client, address):
    return client.get(f"/api/v1/{address}").json()


def numbers(page):
    return [row["seq"] for row in page["results"]]


def a_file(name="plan.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n%%EOF", "application/pdf")


# --- reading -------------------------------------------------------------------------------------
def test_windows_lead_on_in_both_directions(as_anna, group, ben, here):
    for number in range(9):
        make_message(group, ben, str(number))  # numbers 2 to 10; 1 is the note
    newest = get(as_anna, f"{here}messages/?limit=4")
    assert (numbers(newest), newest["previous"], newest["next"]) == ([7, 8, 9, 10], 7, None)
    older = get(as_anna, f"{here}messages/?limit=4&before=7")
    assert (numbers(older), older["previous"], older["next"]) == ([3, 4, 5, 6], 3, 6)
    first = get(as_anna, f"{here}messages/?limit=4&before=3")
    assert (numbers(first), first["previous"], first["next"]) == ([1, 2], None, 2)
    on = get(as_anna, f"{here}messages/?limit=4&after=6")
    assert (numbers(on), on["previous"], on["next"]) == ([7, 8, 9, 10], 7, None)
    assert get(as_anna, f"{here}messages/?limit=4&after=2")["next"] == 6
    assert numbers(get(as_anna, f"{here}messages/?after=10")) == []


def test_E4_changes_tell_everything_since_a_cursor_and_nothing_twice(
    as_anna, group, anna, ben, here
):
    first = make_message(group, ben, "one")
    cursor = get(as_anna, f"{here}messages/")["last_change"]
    make_message(group, ben, "two")
    actions.react_to_message(by=anna, message=first)
    caught = get(as_anna, f"{here}changes/?after={cursor}")
    assert numbers(caught) == [3, 2]
    assert caught["next"] is None
    assert get(as_anna, f"{here}changes/?after={caught['last_change']}")["results"] == []
    actions.delete_message(by=ben, message=first)
    [gone] = get(as_anna, f"{here}changes/?after={caught['last_change']}")["results"]
    assert (gone["seq"], gone["is_deleted"], gone["body"]) == (2, True, "")


def test_E4_a_long_gap_is_caught_up_in_steps_of_200(as_anna, group, ben, here):
    Message.objects.bulk_create(
        Message(conversation=group, author=ben, seq=n, change=n, body=str(n))
        for n in range(2, CATCH_UP + 51)
    )
    group.last_seq = group.last_change = CATCH_UP + 50
    group.save()
    found, after = [], 0
    while after is not None:
        page = get(as_anna, f"{here}changes/?after={after}")
        assert len(page["results"]) <= CATCH_UP
        found += numbers(page)
        after = page["next"]
    assert found == list(range(1, CATCH_UP + 51))
    assert page["last_change"] == CATCH_UP + 50


@pytest.mark.parametrize(
    "query", ["before=x", "after=-1", "after=1.5", f"before={'9' * 5000}", "limit=0", "limit=101"]
)
def test_C1_bad_queries_are_a_clear_400(as_anna, here, query):
    assert as_anna.get(f"/api/v1/{here}messages/?{query}").status_code == 400


# --- writing -------------------------------------------------------------------------------------
def test_sending_reading_changing_and_deleting(as_anna, here):
    sent = send(as_anna, "post", f"{here}messages/", body="Flow **sensor**")
    assert sent.status_code == 201
    row = sent.json()
    assert (row["seq"], row["html"]) == (2, "<p>Flow <strong>sensor</strong></p>\n")
    assert (row["can_edit"], row["can_delete"], row["version"]) == (True, True, 1)
    address = f"{here}messages/2/"
    changed = send(as_anna, "patch", address, body="Pump", version=1).json()
    assert (changed["body"], changed["version"]) == ("Pump", 2)
    assert send(as_anna, "patch", address, body="Valve", version=1).status_code == 409
    assert as_anna.delete(f"/api/v1/{address}").status_code == 204
    gone = get(as_anna, address)
    assert (gone["is_deleted"], gone["body"], gone["can_edit"]) == (True, "", False)


def test_E2_repeating_answers_200_and_other_content_409(as_anna, here):
    sent = {"body": "Hi", "client_id": str(uuid.uuid4())}
    first, again = (send(as_anna, "post", f"{here}messages/", **sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["seq"] == again.json()["seq"] == 2
    assert again.json()["client_id"] == sent["client_id"]
    refused = send(as_anna, "post", f"{here}messages/", **{**sent, "body": "Other"})
    assert (refused.status_code, refused.json()["code"]) == (409, "used_id")


def test_nobody_learns_the_client_ids_of_others(client, group, ben, here):
    make_message(group)
    client.force_login(ben)
    assert get(client, f"{here}messages/2/")["client_id"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"body": " "}, "empty"),
        ({"body": "x" * 8001}, "max_length"),
        ({"body": "x", "files": ["x"] * 11}, "max_length"),
        ({"body": "x", "files": ["unknown"]}, "unknown_file"),
        ({"body": "x", "client_id": "1"}, "invalid"),
        ({"body": "x", "reply_to": -1}, "min_value"),
    ],
)
def test_C1_bad_messages_are_a_clear_400(as_anna, here, body, code):
    refused = send(as_anna, "post", f"{here}messages/", **body)
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert Message.objects.count() == 1


def test_A7_authors_times_and_numbers_are_the_servers(as_anna, here):
    row = send(
        as_anna, "post", f"{here}messages/", body="Hi", author="ben", seq=99, change=99,
        created_at="2001-01-01T00:00:00Z", kind="removed", is_forwarded=True,
    ).json()  # fmt: skip
    assert (row["author"]["handle"], row["seq"], row["kind"]) == ("anna", 2, "text")
    assert (row["is_forwarded"], row["created_at"][:4] == "2001") == (False, False)


def test_C3_the_sixty_first_message_of_a_minute_is_429(as_anna, here):
    answers = [send(as_anna, "post", f"{here}messages/", body=str(n)) for n in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {201}
    assert answers[60].status_code == 429
    assert int(answers[60]["Retry-After"]) >= 1


def test_others_messages_are_neither_changed_nor_deleted(client, group, ben, here):
    make_message(group)
    client.force_login(ben)
    assert send(client, "patch", f"{here}messages/2/", nonsense=1).status_code == 403
    assert client.delete(f"/api/v1/{here}messages/2/").status_code == 403


def test_forwarding_writes_the_content_again_under_the_own_name(as_anna, anna, ben, group, here):
    make_message(group, ben, "The red one")
    talk = actions.open_direct(by=anna, person=make_user("carl"))
    sent = {"conversation": talk.pk, "client_id": str(uuid.uuid4())}
    first, again = (send(as_anna, "post", f"{here}messages/2/forward/", **sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    row = first.json()
    assert (row["body"], row["author"]["handle"], row["is_forwarded"]) == (
        "The red one", "anna", True,
    )  # fmt: skip
    hidden = make_group(make_user("eve"), name="Hidden")
    actions.leave_conversation(by=anna, conversation=hidden)
    for target in (hidden.pk, 10**9):
        refused = send(as_anna, "post", f"{here}messages/2/forward/", conversation=target)
        assert refused.status_code == 404


# --- threads and reactions -----------------------------------------------------------------------
def test_a_thread_has_its_own_list_and_its_own_position(client, anna, ben, group, here):
    client.force_login(ben)
    send(client, "post", f"{here}messages/", body="Which valve?")
    client.force_login(anna)
    reply = send(client, "post", f"{here}messages/", body="The red one", reply_to=2).json()
    assert (reply["reply_to"]["excerpt"], reply["thread"]) == ("Which valve?", 2)
    client.force_login(ben)
    root = get(client, f"{here}messages/2/")
    assert (root["reply_count"], root["thread_unread"]) == (1, 1)
    assert numbers(get(client, f"{here}messages/2/thread/")) == [3]
    read = send(client, "put", f"{here}messages/2/thread/read/", upto=3)
    assert read.json()["thread_unread"] == 0
    assert get(client, here)["unread"] == 1  # the room keeps its own position


def test_reacting_is_a_switch(as_anna, group, ben, here):
    make_message(group, ben)
    for _twice in range(2):
        row = send(as_anna, "put", f"{here}messages/2/reaction/", kind="helpful").json()
        assert (row["reactions"], row["my_reaction"]) == ({"helpful": 1}, "helpful")
    rows = get(as_anna, f"{here}messages/2/reactions/")["results"]
    assert [(row["user"]["handle"], row["kind"]) for row in rows] == [("anna", "helpful")]
    assert as_anna.delete(f"/api/v1/{here}messages/2/reaction/").json()["my_reaction"] is None
    assert send(as_anna, "put", f"{here}messages/1/reaction/").status_code == 403  # a note


# --- files ---------------------------------------------------------------------------------------
def test_files_are_uploaded_described_sent_and_listed(as_anna, here):
    photo = as_anna.post("/api/v1/conversations/files/", {"file": a_picture()}).json()
    paper = as_anna.post("/api/v1/conversations/files/", {"file": a_file()}).json()
    assert (photo["is_picture"], paper["is_picture"], paper["sources"]) == (True, False, {})
    told = send(as_anna, "patch", f"conversations/files/{photo['key']}/", description="A valve")
    assert told.json()["description"] == "A valve"
    keys = [photo["key"], paper["key"]]
    row = send(as_anna, "post", f"{here}messages/", files=keys).json()
    assert [file["name"] for file in row["files"]] == [photo["name"], "plan.pdf"]
    listed = get(as_anna, f"{here}files/")["results"]
    assert [(file["key"], file["seq"]) for file in listed] == [(keys[1], 2), (keys[0], 2)]
    assert as_anna.delete(f"/api/v1/conversations/files/{keys[0]}/").status_code == 403


def test_D3_waiting_files_belong_to_their_uploader(client, anna, ben, here):
    client.force_login(anna)
    key = client.post("/api/v1/conversations/files/", {"file": a_file()}).json()["key"]
    client.force_login(ben)
    address = f"/api/v1/conversations/files/{key}/"
    assert client.get(address).status_code == client.delete(address).status_code == 404
    refused = send(client, "post", f"{here}messages/", body="Hi", files=[key])
    assert refused.json()["code"] == "unknown_file"
    client.force_login(anna)
    assert client.delete(address).status_code == 204
    assert not ChatFile.objects.exists()


# --- later ---------------------------------------------------------------------------------------
def test_a_message_is_planned_changed_and_cancelled(client, anna, ben, here):
    client.force_login(anna)
    due = (timezone.now() + TOMORROW).isoformat()
    sent = {"body": "Tomorrow", "due_at": due, "client_id": str(uuid.uuid4())}
    first, again = (send(client, "post", f"{here}planned/", **sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    address = f"{here}planned/{first.json()['id']}/"
    changed = send(client, "patch", address, body="The day after").json()
    assert (changed["body"], changed["due_at"]) == ("The day after", first.json()["due_at"])
    client.force_login(ben)
    assert get(client, f"{here}planned/")["results"] == []
    assert client.get(f"/api/v1/{address}").status_code == 404
    client.force_login(anna)
    assert client.delete(f"/api/v1/{address}").status_code == 204
    assert get(client, f"{here}planned/")["results"] == []


def test_a_time_that_is_over_is_refused(as_anna, here):
    refused = send(as_anna, "post", f"{here}planned/", body="Hi", due_at="2001-01-01T00:00:00Z")
    assert (refused.status_code, refused.json()["field"]) == (400, "due_at")


# --- what it costs -------------------------------------------------------------------------------
LISTS = ("", "messages/", "changes/", "messages/2/thread/", "messages/2/reactions/",
         "files/", "planned/", "participants/", "messages/?q=again", "messages/2/")  # fmt: skip


def test_lists_take_at_most_12_queries_and_the_same_for_2_and_20_rows(
    as_anna, anna, ben, group, here, count_queries
):
    root = make_message(group, ben, "Which valve leaks?")

    def more(first, last):
        for n in range(first, last):
            someone = make_user(f"carl{n}")
            actions.add_participants(by=anna, conversation=group, people=[someone])
            actions.react_to_message(by=someone, message=root)
            file = actions.upload_file(by=someone, upload=a_file()).key
            make_message(group, someone, f"again {n}", reply_to=root, files=[file])
            due = timezone.now() + TOMORROW
            actions.plan_message(by=anna, conversation=group, body=str(n), due_at=due)
            actions.open_direct(by=anna, person=someone)

    def measured():
        addresses = [f"/api/v1/{here}{rest}" for rest in LISTS] + ["/api/v1/conversations/"]
        for address in addresses:
            assert as_anna.get(address).status_code == 200, address
        return {one: count_queries(lambda a=one: as_anna.get(a)) for one in addresses}

    more(0, 2)
    two = measured()
    more(2, 20)
    assert measured() == two
    assert max(two.values()) <= 12, two


def test_writing_takes_a_bounded_number_of_queries(as_anna, group, ben, here, count_queries):
    make_message(group, ben)
    as_anna.get(f"/api/v1/{here}")
    tap = count_queries(lambda: send(as_anna, "put", f"{here}messages/2/reaction/"))
    read = count_queries(lambda: send(as_anna, "put", f"{here}read/", upto=2))
    sent = count_queries(lambda: send(as_anna, "post", f"{here}messages/", body="Hi"))
    assert tap <= 18 and read <= 12 and sent <= 18, (tap, read, sent)
