"""Many people in one conversation in the same moment: once, in one order, nothing lost."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from chat import actions
from chat.models import (
    Conversation,
    Message,
    MessageKind,
    MessageReaction,
    Participant,
    Planned,
    ThreadPosition,
)
from kit.http.exceptions import Conflict
from kit.models import OutboxEntry
from spaces.actions import leave_space
from tests import crowd
from tests.chat.order import is_whole, numbers
from tests.factories import make_group, make_message, make_space, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(ben):
    return make_group(ben)


def told(name):
    return OutboxEntry.objects.filter(event=f"chat.{name}").count()


# --- sending -------------------------------------------------------------------------------------
def test_E2_twelve_equal_sends_at_once_are_one_message(group, ben):
    key = uuid.uuid4()
    sent = at_once(lambda n: make_message(group, ben, "once", client_id=key))
    assert len({message.pk for message in sent}) == 1
    assert [message.repeated for message in sent].count(False) == 1
    assert numbers(group) == [1, 2]
    assert is_whole(group)
    assert told("MessageSent") == 1


def test_E2_twelve_equal_forwards_at_once_are_one_message(group, ben):
    message, key = make_message(group), uuid.uuid4()
    talk = actions.open_direct(by=ben, person=make_user("carl"))
    sent = at_once(
        lambda n: actions.forward_message(by=ben, message=message, conversation=talk, client_id=key)
    )
    assert len({message.pk for message in sent}) == 1
    assert numbers(talk) == [1]


def test_E2_twelve_equal_groups_at_once_are_one_group(anna, ben):
    key = uuid.uuid4()
    groups = at_once(lambda n: make_group(ben, client_id=key))
    assert len({group.pk for group in groups}) == 1
    assert Participant.objects.count() == 2
    assert is_whole(groups[0])
    assert groups[0].messages.filter(kind=MessageKind.CREATED).count() == 1


def test_G1_two_people_who_write_each_other_at_once_have_one_conversation(anna, ben):
    pairs = [(anna, ben), (ben, anna)]
    talks = at_once(lambda n: actions.open_direct(by=pairs[n % 2][0], person=pairs[n % 2][1]))
    assert len({talk.pk for talk in talks}) == 1
    assert Participant.objects.count() == 2


def test_G1_a_space_has_one_conversation_whoever_opens_it_first(anna, ben):
    space = make_space(anna, ben)
    talks = at_once(lambda n: actions.open_space_conversation(by=(anna, ben)[n % 2], space=space))
    assert len({talk.pk for talk in talks}) == 1


def test_E3_twelve_people_at_once_are_numbered_without_gap():
    people = [make_user(f"person{n}") for n in range(TWELVE)]
    space = make_space(*people)
    talk = actions.open_space_conversation(by=people[0], space=space)
    at_once(lambda n: [make_message(talk, people[n], str(i)) for i in range(3)])
    assert len(numbers(talk)) == TWELVE * 3
    assert is_whole(talk)


def test_E3_twelve_replies_at_once_are_counted_by_what_they_answer(group, anna, ben):
    question = make_message(group, anna, "Which valve?")
    at_once(lambda n: make_message(group, (anna, ben)[n % 2], str(n), reply_to=question))
    question.refresh_from_db()
    assert question.reply_count == TWELVE
    assert is_whole(group)


# --- changing ------------------------------------------------------------------------------------
def test_E6_of_twelve_edits_of_one_version_one_wins_and_the_others_are_told(group, ben):
    message = make_message(group, ben, "first")
    texts = [f"edit {n}" for n in range(TWELVE)]
    answers = crowd.at_once(
        lambda: actions.edit_message(by=ben, message=message, body=texts.pop(), version=1)
    )
    won = [answer for answer in answers if isinstance(answer, Message)]
    lost = [answer for answer in answers if isinstance(answer, Conflict)]
    message.refresh_from_db()
    assert (len(won), len(lost), message.version) == (1, TWELVE - 1, 2)
    assert message.body == won[0].body
    assert is_whole(group)


def test_E7_twelve_deletions_at_once_are_one(group, anna, ben):
    question = make_message(group, anna)
    reply = make_message(group, ben, reply_to=question)
    at_once(lambda n: actions.delete_message(by=ben, message=reply))
    question.refresh_from_db()
    assert question.reply_count == 0
    assert told("MessageDeleted") == 1
    assert is_whole(group)


def test_E7_an_edit_never_brings_back_what_is_deleted_at_once(group, ben):
    message = make_message(group, ben, "secret")
    changes = [actions.edit_message, actions.delete_message] * 6

    def change():
        act = changes.pop()
        words = {"body": f"secret {len(changes)}"} if act is actions.edit_message else {}
        act(by=ben, message=message, **words)

    answers = crowd.at_once(change)
    assert {type(answer) for answer in answers} <= {type(None), PermissionDenied}
    message.refresh_from_db()
    assert (message.body, message.body_html) == ("", "")
    assert message.deleted_at
    assert is_whole(group)


def test_G1_twelve_equal_reactions_at_once_are_one_reaction(group, ben):
    message = make_message(group)
    at_once(lambda n: actions.react_to_message(by=ben, message=message))
    message.refresh_from_db()
    assert (MessageReaction.objects.count(), message.like_count) == (1, 1)


def test_G1_reacting_and_taking_back_at_once_keeps_counters_equal_to_rows(group, anna, ben):
    message, kinds = make_message(group), ["like", "helpful", "funny"]

    def one(number):
        by = (anna, ben)[number % 2]
        if number % 4 == 3:
            actions.take_back_message_reaction(by=by, message=message)
        else:
            actions.react_to_message(by=by, message=message, kind=kinds[number % 3])

    at_once(one)
    message.refresh_from_db()
    rows = sorted(MessageReaction.objects.values_list("kind", flat=True))
    assert sorted(k.value for k, count in message.reaction_kinds for _ in range(count)) == rows
    assert is_whole(group)


# --- reading positions ---------------------------------------------------------------------------
def test_E6_read_positions_only_move_forward_whatever_order_devices_report(group, ben):
    for _ in range(TWELVE):
        make_message(group)
    reported = [5, 2, 12, 7, 13, 1, 9, 3, 11, 4, 8, 6]
    positions = at_once(lambda n: actions.mark_read(by=ben, conversation=group, upto=reported[n]))
    assert Participant.objects.get(conversation=group, user=ben).read_seq == 13
    assert max(positions) == 13
    assert actions.mark_read(by=ben, conversation=group, upto=4) == 13


def test_E6_a_position_beyond_the_last_message_is_the_last_message(group, ben):
    assert actions.mark_read(by=ben, conversation=group, upto=10**12) == 1
    make_message(group)
    assert Conversation.objects.with_participation_of(ben).get(pk=group.pk).unread == 1


def test_E6_members_of_a_space_get_one_position_from_twelve_first_reports(anna, ben):
    talk = actions.open_space_conversation(by=anna, space=make_space(anna, ben))
    for _ in range(3):
        make_message(talk)
    at_once(lambda n: actions.mark_read(by=ben, conversation=talk, upto=n % 4))
    assert Participant.objects.get(conversation=talk, user=ben).read_seq == 3


def test_E6_positions_in_threads_only_move_forward(group, anna, ben):
    question = make_message(group, anna)
    last = [make_message(group, anna, reply_to=question) for _ in range(4)][-1].seq
    at_once(lambda n: actions.mark_thread_read(by=ben, root=question, upto=last - n % 4))
    assert ThreadPosition.objects.get(root=question, user=ben).read_seq == last


# --- sending later -------------------------------------------------------------------------------
def is_due(planned):
    Planned.objects.filter(pk=planned.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    return planned


def plan(group, by, body="later", **fields):
    due_at = timezone.now() + timedelta(hours=1)
    return actions.plan_message(by=by, conversation=group, body=body, due_at=due_at, **fields)


def test_E2_twelve_equal_plans_at_once_are_one(group, ben):
    key, due_at = uuid.uuid4(), timezone.now() + timedelta(hours=1)
    words = {"conversation": group, "body": "later", "due_at": due_at, "client_id": key}
    plans = at_once(lambda n: actions.plan_message(by=ben, **words))
    assert len({planned.pk for planned in plans}) == 1


def test_F3_twelve_workers_send_a_planned_message_once(group, ben):
    planned = is_due(plan(group, ben))
    sent = [message for message in at_once(lambda n: actions.send_planned(planned)) if message]
    assert len(sent) == 1
    assert (sent[0].body, sent[0].client_id) == ("later", planned.client_id)
    assert not Planned.objects.exists()
    assert numbers(group) == [1, 2]


def test_F3_a_planned_message_is_sent_or_cancelled_and_never_both(group, ben):
    planned = is_due(plan(group, ben))

    def one(number):
        if number % 2:
            return actions.send_planned(planned)
        return actions.cancel_planned(by=ben, planned=planned)

    sent = [message for message in at_once(one) if message]
    assert len(sent) == group.messages.filter(body="later").count() <= 1
    assert not Planned.objects.exists()


# --- coming and going ----------------------------------------------------------------------------
def test_A3_nothing_of_a_removed_person_stands_behind_the_note_that_removed_him(group, anna, ben):
    calls = [lambda: make_message(group, ben)] * 11
    calls.insert(5, lambda: actions.remove_participant(by=anna, conversation=group, user=ben))
    answers = crowd.at_once(lambda: calls.pop()())
    refused = [answer for answer in answers if isinstance(answer, PermissionDenied)]
    sent = [answer for answer in answers if isinstance(answer, Message)]
    note = group.messages.get(kind=MessageKind.REMOVED)
    assert len(refused) + len(sent) == 11
    assert all(message.seq < note.seq for message in sent)
    assert is_whole(group)


def test_A3_who_joins_later_reads_from_the_note_on_while_others_write(anna, ben):
    group = make_group(ben, history=Conversation.History.JOINING)
    eve = make_user("eve")
    calls = [lambda: make_message(group, ben)] * 11
    calls.insert(5, lambda: actions.add_participants(by=anna, conversation=group, people=[eve]))
    answers = crowd.at_once(lambda: calls.pop()())
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    note = group.messages.get(kind=MessageKind.ADDED)
    hers = group.messages.visible_to(eve).in_order().values_list("seq", flat=True)
    assert list(hers) == list(range(note.seq, 13 + 1))
    assert is_whole(group)


def test_G1_adding_a_person_twelve_times_at_once_is_adding_once(group, anna):
    carl = make_user("carl")
    at_once(lambda n: actions.add_participants(by=anna, conversation=group, people=[carl]))
    assert group.messages.filter(kind=MessageKind.ADDED).count() == 1
    assert is_whole(group)


def test_G1_adding_a_person_twice_in_one_request_is_adding_once(group, anna):
    people = [make_user("carl"), make_user("carl")]
    actions.add_participants(by=anna, conversation=group, people=people)
    assert group.messages.filter(kind=MessageKind.ADDED).count() == 1


def test_G1_leaving_twelve_times_at_once_is_leaving_once(group, ben):
    at_once(lambda n: actions.leave_conversation(by=ben, conversation=group))
    assert group.messages.filter(kind=MessageKind.LEFT).count() == 1


def test_a_group_that_all_managers_leave_at_once_keeps_one(anna):
    people = [make_user(f"person{n}") for n in range(TWELVE)]
    group = make_group(*people)
    for person in people[: TWELVE // 2]:
        actions.change_participant_role(by=anna, conversation=group, user=person, role="manager")
    leaving = [anna, *people[: TWELVE // 2]]
    at_once(lambda n: actions.leave_conversation(by=leaving[n], conversation=group), len(leaving))
    left = group.participants_now()
    assert left.count() == TWELVE // 2
    assert left.filter(role=Participant.Role.MANAGER).count() == 1
    assert is_whole(group)


def test_A3_a_member_who_leaves_the_space_while_writing_ends_outside(anna, ben):
    space = make_space(anna, ben)
    talk = actions.open_space_conversation(by=anna, space=space)
    make_message(talk)
    calls = [lambda: make_message(talk, ben)] * 11
    calls.insert(5, lambda: leave_space(by=ben, space=space))
    answers = crowd.at_once(lambda: calls.pop()())
    assert {type(answer) for answer in answers} <= {Message, type(None), PermissionDenied}
    with pytest.raises(PermissionDenied):
        make_message(talk, ben)
    assert is_whole(talk)
