"""Sending: once, in order, numbered without gaps, whatever a phone repeats."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from chat import actions, queries, windows
from chat.models import Conversation, Message, Participant
from kit.http.exceptions import Conflict, Problem
from kit.models import OutboxEntry
from spaces.actions import archive_space, remove_member
from tests.factories import make_group, make_message, make_space, make_user


@pytest.fixture
def group(ben):
    return make_group(ben)


def numbers(conversation):
    return list(conversation.messages.in_order().values_list("seq", flat=True))


def test_E3_messages_are_numbered_without_gap(group, anna, ben):
    for number in range(5):
        make_message(group, anna if number % 2 else ben, str(number))
    assert numbers(group) == [1, 2, 3, 4, 5, 6]  # the first is the note that the group was begun
    group.refresh_from_db()
    assert group.last_seq == 6
    assert group.last_message.body == "4"


def test_E2_the_same_client_id_gives_the_first_message_again(group, anna):
    key = uuid.uuid4()
    first = make_message(group, anna, "once", client_id=key)
    again = make_message(group, anna, "once", client_id=key)
    assert again.pk == first.pk
    assert again.repeated
    assert numbers(group) == [1, 2]


def test_E2_the_same_client_id_with_other_text_is_a_conflict(group, anna):
    key = uuid.uuid4()
    make_message(group, anna, "once", client_id=key)
    with pytest.raises(Conflict):
        make_message(group, anna, "twice", client_id=key)


def test_E8_a_device_has_no_influence_on_the_time_of_its_message(client, group, anna):
    client.force_login(anna)
    sent = {"body": "Hi", "created_at": "2001-01-01T00:00:00Z", "seq": 99, "author": "ben"}
    address, before = f"/api/v1/conversations/{group.pk}/messages/", timezone.now()
    answer = client.post(address, sent, content_type="application/json")
    assert (answer.json()["seq"], answer.json()["author"]["handle"]) == (2, "anna")
    assert before <= group.messages.get(seq=2).created_at <= timezone.now()


def test_E8_a_clock_that_is_set_back_changes_no_order(group, anna, ben):
    first, second = make_message(group, anna, "first"), make_message(group, ben, "second")
    Message.objects.filter(pk=second.pk).update(created_at=first.created_at - timedelta(hours=1))
    shown = windows.initial_window(ben, queries.opened_conversation(ben, group.pk)).messages
    assert [message.body for message in shown][1:] == ["first", "second"]


def test_E2_a_refused_message_leaves_no_number_behind(group, anna):
    with pytest.raises(Problem):
        make_message(group, anna, "with a file", files=["unknown"])
    make_message(group, anna, "without")
    assert numbers(group) == [1, 2]


@pytest.mark.parametrize("body", ["", "   ", "\u200b\ufeff"[1:]])
def test_C1_an_empty_message_is_refused(group, anna, body):
    with pytest.raises(Problem) as refused:
        make_message(group, anna, body)
    assert refused.value.code == "empty"


def test_C2_a_message_has_at_most_8000_characters(group, anna):
    make_message(group, anna, "x" * 8_000)
    with pytest.raises(Problem) as refused:
        make_message(group, anna, "x" * 8_001)
    assert (refused.value.code, refused.value.limit) == ("too_long", 8_000)


def test_strangers_and_people_who_left_cannot_write(group, ben):
    actions.leave_conversation(by=ben, conversation=group)
    for person in (ben, make_user("eve")):
        with pytest.raises(PermissionDenied):
            make_message(group, person)


@pytest.mark.parametrize("was_member", [True, False])
def test_A3_outsiders_of_a_space_cannot_write_read_on_or_keep_its_conversation(anna, was_member):
    eve = make_user("eve")
    space = make_space(anna, *[eve] * was_member)
    talk = actions.open_space_conversation(by=anna, space=space)
    if was_member:
        make_message(talk, eve)
        remove_member(by=None, space=space, user=eve)
    make_message(talk, anna)
    for change in (
        lambda: make_message(talk, eve),
        lambda: actions.mark_read(by=eve, conversation=talk, upto=1),
        lambda: actions.pin_conversation(by=eve, conversation=talk),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert Participant.objects.filter(user=eve).count() == was_member


def test_who_left_the_company_gets_no_more_messages(anna, ben):
    talk = actions.open_direct(by=anna, person=ben)
    make_message(talk)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        make_message(talk)


def test_an_archived_space_takes_no_more_messages(anna):
    space = make_space(managers=(anna,))
    talk = actions.open_space_conversation(by=anna, space=space)
    make_message(talk)
    archive_space(by=anna, space=space)
    with pytest.raises(PermissionDenied):
        make_message(Conversation.objects.get(pk=talk.pk))


def test_a_reply_belongs_to_the_thread_of_what_it_answers(group, anna, ben):
    question = make_message(group, anna, "Which valve?")
    answer = make_message(group, ben, "The red one", reply_to=question)
    thanks = make_message(group, anna, "Thanks", reply_to=answer)
    assert thanks.root == question
    assert thanks.reply_to == answer
    question.refresh_from_db()
    assert question.reply_count == 2
    assert question.change > thanks.change


def test_a_reply_to_a_message_of_another_conversation_is_refused(group, anna, ben):
    elsewhere = make_message(actions.open_direct(by=anna, person=ben))
    with pytest.raises(Problem) as refused:
        make_message(group, anna, reply_to=elsewhere)
    assert refused.value.code == "unknown_message"


def test_sending_reads_what_came_before(group, anna, ben):
    make_message(group, anna)
    make_message(group, ben)
    assert Participant.objects.get(conversation=group, user=ben).read_seq == 3
    assert Participant.objects.get(conversation=group, user=anna).read_seq == 2


def test_F2_a_message_and_who_it_names_are_published_in_the_same_transaction(group, anna, ben):
    make_message(group, anna, "Look, @ben and @eve")
    told = OutboxEntry.objects.filter(event="chat.PeopleNamed").get()
    assert told.payload["user_ids"] == [ben.pk]
    assert OutboxEntry.objects.filter(event="chat.MessageSent").exists()


# --- changing ------------------------------------------------------------------------------------
def test_an_edit_moves_the_change_and_not_the_number(group, anna):
    message = make_message(group, anna, "frist")
    edited = actions.edit_message(by=anna, message=message, body="first", version=1)
    assert (edited.seq, edited.body, edited.version) == (message.seq, "first", 2)
    assert edited.change > message.change
    assert edited.edited_at


def test_E6_an_edit_of_an_older_version_is_a_conflict(group, anna):
    message = make_message(group, anna, "one")
    actions.edit_message(by=anna, message=message, body="two", version=1)
    with pytest.raises(Conflict):
        actions.edit_message(by=anna, message=message, body="three", version=1)


def test_an_edit_after_a_quarter_of_an_hour_is_refused_with_the_reason(group, anna):
    message = make_message(group, anna, "one")
    old = timezone.now() - timezone.timedelta(minutes=16)
    Message.objects.filter(pk=message.pk).update(created_at=old)
    with pytest.raises(Problem) as refused:
        actions.edit_message(by=anna, message=message, body="two")
    assert (refused.value.code, refused.value.limit) == ("too_late", 15)


def test_nobody_else_edits_a_message(group, ben):
    message = make_message(group)
    with pytest.raises(PermissionDenied):
        actions.edit_message(by=ben, message=message, body="mine now")


def test_E7_deleting_empties_the_row_and_touches_who_quotes_it(group, anna, ben):
    message = make_message(group, anna, "secret")
    reply = make_message(group, ben, "what?", reply_to=message)
    actions.delete_message(by=anna, message=message)
    message.refresh_from_db()
    assert (message.body, message.body_html) == ("", "")
    assert message.seq == 2
    before = reply.change
    reply.refresh_from_db()
    assert reply.change > before
    actions.delete_message(by=anna, message=message)


def test_only_the_author_and_who_looks_after_the_group_delete(group, anna, ben):
    message = make_message(group, ben)
    with pytest.raises(PermissionDenied):
        actions.delete_message(by=make_user("carl"), message=message)
    actions.delete_message(by=anna, message=message)


def test_a_deleted_reply_leaves_its_thread(group, anna, ben):
    question = make_message(group, anna)
    reply = make_message(group, ben, reply_to=question)
    actions.delete_message(by=ben, message=reply)
    question.refresh_from_db()
    assert question.reply_count == 0


def test_forwarding_writes_the_text_again_and_names_nobody(group, anna, ben):
    message = make_message(group, anna, "The **red** one")
    talk = actions.open_direct(by=ben, person=make_user("carl"))
    key = uuid.uuid4()
    copy = actions.forward_message(by=ben, message=message, conversation=talk, client_id=key)
    assert (copy.body, copy.author, copy.is_forwarded) == ("The **red** one", ben, True)
    assert copy.reply_to is None
    again = actions.forward_message(by=ben, message=message, conversation=talk, client_id=key)
    assert again.pk == copy.pk


def test_A3_a_removed_member_of_a_space_reads_and_writes_nothing_more(anna, ben):
    space = make_space(ben, managers=(anna,))
    talk = actions.open_space_conversation(by=anna, space=space)
    message = make_message(talk)
    assert Message.objects.visible_to(ben).filter(pk=message.pk).exists()
    remove_member(by=anna, space=space, user=ben)
    assert not Message.objects.visible_to(ben).filter(pk=message.pk).exists()
    assert not Conversation.objects.visible_to(ben).exists()


def test_a_new_description_of_a_sent_picture_reaches_open_rooms(group, anna):
    upload = SimpleUploadedFile("list.pdf", b"%PDF-1.4 something")
    file = actions.upload_file(by=anna, upload=upload)
    message = make_message(group, anna, files=[file.key])
    file.refresh_from_db()
    actions.describe_file(by=anna, file=file, description="A list")
    before = message.change
    message.refresh_from_db()
    assert message.change > before
    assert message.files.get().description == "A list"
