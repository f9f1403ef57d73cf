"""Pictures that follow on their message, because the line was bad when it was written."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from chat import actions, queries
from chat.models import Conversation, Message
from kit.http.exceptions import Conflict, Problem
from tests.factories import make_group
from tests.feed.pictures import a_picture
from tests.together import at_once

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def group(anna, ben):
    return make_group(ben)


@pytest.fixture
def message(anna, group):
    return actions.send_message(by=anna, conversation=group, body="This valve", photos_to_come=2)


def two_files(by):
    return [actions.upload_file(by=by, upload=a_picture()).key for _ in range(2)]


def room(client, person, group):
    client.force_login(person)
    return client.get(f"/chat/{group.pk}/").content.decode()


@pytest.mark.english
def test_a_message_promises_pictures_until_they_are_there(client, anna, ben, group, message):
    assert "2 pictures follow" in room(client, ben, group)
    keys = two_files(anna)
    actions.bring_message_photos(by=anna, message=message, photos=keys)
    shown = room(client, ben, group)
    assert "follow" not in shown and "edited" not in shown
    assert [shown.index(key) for key in keys] == sorted(shown.index(key) for key in keys)


def test_pictures_move_the_change_and_nobodys_unread(anna, ben, group, message):
    actions.mark_read(by=ben, conversation=group, upto=message.seq)
    before = Conversation.objects.get(pk=group.pk)
    actions.bring_message_photos(by=anna, message=message, photos=two_files(anna))
    after = Conversation.objects.get(pk=group.pk)
    assert (after.last_seq, after.last_change) == (before.last_seq, before.last_change + 1)
    row = Message.objects.get(pk=message.pk)
    assert (row.seq, row.change) == (message.seq, after.last_change)
    assert (row.version, row.edited_at, row.photos_to_come) == (1, None, 0)
    assert queries.opened_conversation(ben, group.pk).unread == 0


def test_E2_pictures_brought_twice_are_there_once(anna, message):
    keys = two_files(anna)
    for _time in range(2):
        actions.bring_message_photos(by=anna, message=message, photos=keys)
    assert [file.key for file in message.files.all()] == keys


@pytest.mark.django_db(transaction=True)
def test_E2_twelve_equal_requests_at_once_bring_them_once(anna, message):
    keys = two_files(anna)
    at_once(lambda _n: actions.bring_message_photos(by=anna, message=message, photos=keys))
    assert [file.key for file in message.files.all()] == keys


def test_E2_the_same_text_with_another_promise_is_a_conflict(anna, group):
    sent = {"conversation": group, "body": "This valve", "client_id": uuid.uuid4()}
    first = actions.send_message(by=anna, photos_to_come=1, **sent)
    assert actions.send_message(by=anna, photos_to_come=1, **sent) == first
    with pytest.raises(Conflict):
        actions.send_message(by=anna, **sent)


def test_only_who_wrote_it_brings_own_pictures_and_no_more_than_promised(anna, ben, message):
    with pytest.raises(PermissionDenied):
        actions.bring_message_photos(by=ben, message=message, photos=two_files(ben))
    for photos in (two_files(ben), two_files(anna) + two_files(anna), []):
        with pytest.raises(Problem):
            actions.bring_message_photos(by=anna, message=message, photos=photos)


def test_the_outbox_sends_the_text_first_and_the_pictures_by_their_keys(client, anna, group):
    client.force_login(anna)
    asked = {"Accept": "application/json"}
    sent = {"body": "This valve", "photos_to_come": 2}
    made = client.post(f"/chat/{group.pk}/messages/", sent, headers=asked).json()
    keys = two_files(anna)
    body = "&".join(f"photo={key}" for key in keys)
    brought = client.put(made["photos_to"], body, content_type=FORM, headers=asked)
    assert all(key in brought.json()["html"] for key in keys)
    message = Message.objects.get(conversation=group, seq=made["seq"])
    assert [file.key for file in message.files.all()] == keys
    actions.delete_message(by=anna, message=message)
    gone = client.put(made["photos_to"], body, content_type=FORM, headers=asked)
    assert (gone.status_code, bool(gone.json()["detail"])) == (404, True)


def test_a_promise_is_nothing_for_later(client, anna, group):
    client.force_login(anna)
    sent = {"body": "This valve", "photos_to_come": 2, "due_at": "2999-01-01T00:00"}
    answer = client.post(
        f"/chat/{group.pk}/messages/", sent, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "not_later")


def test_a_program_brings_pictures_too(client, anna, group):
    client.force_login(anna)
    place, kind = f"/api/v1/conversations/{group.pk}/messages/", "application/json"
    made = client.post(place, {"body": "This valve", "photos_to_come": 2}, content_type=kind).json()
    keys = two_files(anna)
    answer = client.put(f"{place}{made['seq']}/photos/", {"photos": keys}, content_type=kind)
    assert [file["key"] for file in answer.json()["files"]] == keys


def test_a_request_that_names_no_pictures_is_refused_on_every_way(client, anna, group, message):
    client.force_login(anna)
    asked, kind = {"Accept": "application/json"}, "application/json"
    page = f"/chat/{group.pk}/m/{message.seq}/photos/"
    key = f"/api/v1/conversations/{group.pk}/messages/{message.seq}/photos/"
    answers = [client.put(page, "", content_type=FORM, headers=asked)]
    answers += [client.put(key, sent, content_type=kind) for sent in ({"photos": []}, {})]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (400, "no_photos")


def test_what_was_deleted_meanwhile_gets_no_pictures(anna, message):
    keys = two_files(anna)
    actions.delete_message(by=anna, message=message)
    with pytest.raises(Problem):
        actions.bring_message_photos(by=anna, message=message, photos=keys)
    assert not message.files.exists()


# --- promises that are taken back --------------------------------------------------------------
@pytest.mark.english
def test_a_promise_that_is_taken_back_is_seen_no_more(client, anna, ben, group, message):
    with pytest.raises(PermissionDenied):
        actions.take_back_message_promise(by=ben, message=message)
    before = Conversation.objects.get(pk=group.pk)
    for _time in range(2):
        actions.take_back_message_promise(by=anna, message=message)
    after = Conversation.objects.get(pk=group.pk)
    assert (after.last_seq, after.last_change) == (before.last_seq, before.last_change + 1)
    shown = room(client, ben, group)
    assert "follow" not in shown and "edited" not in shown
    with pytest.raises(Problem):
        actions.bring_message_photos(by=anna, message=message, photos=two_files(anna))


def test_a_promise_is_taken_back_by_page_and_program(client, anna, group, message):
    client.force_login(anna)
    asked = {"Accept": "application/json"}
    answer = client.delete(f"/chat/{group.pk}/m/{message.seq}/photos/", headers=asked)
    assert f'data-seq="{message.seq}"' in answer.json()["html"]
    message.refresh_from_db()
    assert message.photos_to_come == 0
    place = f"/api/v1/conversations/{group.pk}/messages/{message.seq}/photos/"
    assert client.delete(place).status_code == 200
