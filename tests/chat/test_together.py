"""Twelve equal requests at once leave one row, no error, and numbers without a gap."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chat import actions
from chat.models import Conversation, Draft, Message, MessageReaction, Participant, Planned
from kit.models import OutboxEntry
from tests.factories import make_group, make_message, make_space, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def browsers(user):
    """Twelve devices on which `user` is signed in."""
    made = [Client() for _ in range(TWELVE)]
    for client in made:
        client.force_login(user)
    return made


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


def test_E2_twelve_equal_posts_at_once_are_one_message():
    anna, ben = make_user("anna"), make_user("ben")
    group, clients = make_group(ben), browsers(anna)
    address = f"/api/v1/conversations/{group.pk}/messages/"
    sent = {"body": "Hi", "client_id": str(uuid.uuid4())}
    answers = at_once(lambda n: clients[n].post(address, sent, content_type=JSON))
    assert statuses(answers) == [200] * 11 + [201]
    assert {answer.json()["seq"] for answer in answers} == {2}
    group.refresh_from_db()
    assert (group.last_seq, Message.objects.filter(kind="text").count()) == (2, 1)
    assert OutboxEntry.objects.filter(event="chat.MessageSent").count() == 1


def test_E3_twelve_people_writing_at_once_leave_numbers_without_gap():
    people = [make_user(f"person{n}") for n in range(TWELVE)]
    group = make_group(*people)
    at_once(lambda n: make_message(group, people[n], str(n)))
    rows = group.messages.in_order().values_list("seq", "change")
    assert list(rows) == [(n, n) for n in range(1, TWELVE + 2)]


def test_E2_twelve_equal_groups_at_once_are_one_group():
    anna, client_id = make_user("anna"), uuid.uuid4()
    ben = make_user("ben")
    at_once(lambda n: make_group(ben, client_id=client_id))
    assert (Conversation.objects.count(), Participant.objects.count()) == (1, 2)
    assert anna.conversations.count() == 1


def test_E2_twelve_equal_plans_at_once_are_one_plan():
    anna, client_id = make_user("anna"), uuid.uuid4()
    group, due = make_group(make_user("ben")), timezone.now() + timedelta(hours=1)
    at_once(
        lambda n: actions.plan_message(
            by=anna, conversation=group, body="Later", due_at=due, client_id=client_id
        )
    )
    assert Planned.objects.count() == 1


def test_two_people_who_open_their_conversation_at_once_have_one():
    pair = [make_user("anna"), make_user("ben")]
    at_once(lambda n: actions.open_direct(by=pair[n % 2], person=pair[1 - n % 2]))
    assert (Conversation.objects.count(), Participant.objects.count()) == (1, 2)


def test_twelve_members_who_open_the_conversation_of_their_space_at_once_have_one():
    members = [make_user(f"person{n}") for n in range(TWELVE)]
    space = make_space(*members)
    at_once(lambda n: actions.open_space_conversation(by=members[n], space=space))
    assert Conversation.objects.count() == 1


def test_G1_twelve_equal_reactions_at_once_are_one_reaction():
    anna = make_user("anna")
    message = make_message(make_group(make_user("ben")))
    at_once(lambda n: actions.react_to_message(by=anna, message=message))
    message.refresh_from_db()
    assert (MessageReaction.objects.count(), message.like_count) == (1, 1)


def test_G1_switches_pressed_twelve_times_at_once_are_pressed_once():
    anna = make_user("anna")
    space = make_space(anna)
    talk = actions.open_space_conversation(by=anna, space=space)
    make_message(talk)
    Participant.objects.all().delete()

    def press(number: int) -> None:
        actions.pin_conversation(by=anna, conversation=talk)
        actions.mute_conversation(by=anna, conversation=talk)
        actions.keep_draft(by=anna, conversation=talk, body="begun")
        actions.mark_read(by=anna, conversation=talk, upto=number % 2)

    at_once(press)
    row = Participant.objects.get()
    assert row.pinned_at and row.muted_until
    assert (row.read_seq, Draft.objects.count()) == (1, 1)


def test_E3_deleting_and_reacting_at_once_leave_no_change_number_twice():
    people = [make_user(f"person{n}") for n in range(TWELVE)]
    group = make_group(*people)
    messages = [make_message(group, person) for person in people]

    def one(number: int) -> None:
        if number % 2:
            actions.delete_message(by=people[number], message=messages[number])
        else:
            actions.react_to_message(by=people[number], message=messages[number])

    at_once(one)
    changes = list(group.messages.values_list("change", flat=True))
    group.refresh_from_db()
    assert len(set(changes)) == len(changes)
    assert max(changes) == group.last_change
