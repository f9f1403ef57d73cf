"""Twelve at once: one vote for a person, one result for a poll, counters equal to the rows."""

import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from chat.actions import send_message
from chat.models import Message, MessageKind
from kit.http.exceptions import Problem
from kit.models import OutboxEntry
from polls import actions, counters
from polls.models import Option, Participation, Poll, Vote
from tests.factories import make_group, make_poll, make_space, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def numbers(poll):
    poll.refresh_from_db()
    return poll.voter_count, list(poll.options.values_list("vote_count", flat=True))


@pytest.mark.parametrize("is_multiple", [False, True])
def test_G1_twelve_equal_votes_at_once_are_one_vote(anna, ben, is_multiple):
    poll = make_poll(anna, make_space(anna, ben), is_multiple=is_multiple)
    first = [poll.options.first().pk]
    at_once(lambda n: actions.vote(by=ben, poll_id=poll.pk, option_ids=first))
    assert numbers(poll) == (1, [1, 0])
    assert Vote.objects.count() == Participation.objects.count() == 1


def test_G1_twelve_equal_anonymous_votes_at_once_are_one_vote(anna, ben):
    poll = make_poll(anna, make_space(anna, ben), is_anonymous=True)
    sent = {f"option-{poll.pk}": poll.options.first().pk}

    def one(number: int) -> int:
        client = Client()
        client.force_login(ben)
        return client.post(f"/polls/{poll.pk}/vote/", sent).status_code

    assert sorted(at_once(one)) == [302] + [409] * (TWELVE - 1)
    assert numbers(poll) == (1, [1, 0])


def test_G1_changing_and_withdrawing_at_once_keeps_counters_equal_to_rows(anna, ben):
    poll = make_poll(anna, make_space(anna, ben), ["a", "b", "c"], is_multiple=True)
    ids = list(poll.options.values_list("pk", flat=True))

    def one(number: int) -> None:
        if number % 4 == 3:
            actions.withdraw_vote(by=ben, poll_id=poll.pk)
        else:
            actions.vote(by=ben, poll_id=poll.pk, option_ids=ids[: number % 3 + 1])

    at_once(one)
    assert counters.recount() == {"polls": 0, "options": 0}


def test_G2_twelve_people_vote_while_the_poll_ends_and_none_counts_afterwards(anna):
    people = [make_user(f"person{n}") for n in range(TWELVE)]
    poll = make_poll(anna, make_space(anna, *people))
    first = [poll.options.first().pk]

    def one(number: int) -> bool:
        if number == TWELVE // 2:
            actions.close_poll(by=anna, poll=poll)
            return False
        try:
            actions.vote(by=people[number], poll_id=poll.pk, option_ids=first)
        except Problem:
            return False
        return True

    counted = sum(at_once(one))
    assert numbers(poll) == (counted, [counted, 0])


def test_F3_hand_and_clock_at_once_post_one_result(anna):
    poll = make_poll(anna, make_space(anna), duration=timedelta(hours=1))
    Poll.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    def one(number: int) -> None:
        if number % 2:
            actions.close_due_polls()
        else:
            actions.close_poll(by=anna, poll=poll)

    at_once(one)
    assert OutboxEntry.objects.filter(event="polls.PollClosed").count() == 1


def test_E2_twelve_equal_answers_at_once_are_one_answer(anna, ben):
    poll = make_poll(anna, make_space(anna, ben), allows_options=True)
    added = at_once(lambda n: actions.add_option(by=ben, poll_id=poll.pk, text="Sunday"))
    assert len({option.pk for option, _ in added}) == 1
    assert [is_new for _, is_new in added].count(True) == 1
    assert Option.objects.filter(poll=poll).count() == 3


def test_a_vote_and_the_removal_of_its_answer_at_once_never_lose_a_vote(anna, ben):
    poll = make_poll(anna, make_space(anna, ben), ["a", "b", "c"])
    last = poll.options.last().pk

    def one(number: int) -> None:
        with suppress(Problem, Http404):
            if number % 2:
                actions.remove_option(by=anna, poll_id=poll.pk, option_id=last)
            else:
                actions.vote(by=ben, poll_id=poll.pk, option_ids=[last])

    at_once(one)
    stayed = poll.options.filter(pk=last).exists()
    assert numbers(poll)[0] == (1 if stayed else 0) == Vote.objects.count()


def test_E2_twelve_equal_messages_with_a_poll_at_once_are_one(anna, ben):
    group, client_id = make_group(ben), str(uuid.uuid4())
    options = [{"text": "Monday"}, {"text": "Friday"}]
    sent = {"body": "When?", "client_id": client_id, "poll": {"options": options}}

    def one(number: int) -> int:
        client = Client()
        client.force_login(anna)
        address = f"/api/v1/conversations/{group.pk}/messages/"
        return client.post(address, sent, content_type="application/json").status_code

    assert sorted(at_once(one)) == [200] * (TWELVE - 1) + [201]
    assert (Poll.objects.count(), Option.objects.count()) == (1, 2)


def test_F3_hand_and_clock_at_once_post_one_note_into_the_conversation(anna, ben):
    group = make_group(ben)
    embed = actions.new_poll(
        by=anna,
        options=[actions.NewOption("Monday"), actions.NewOption("Friday")],
        rules=actions.Rules(duration=timedelta(hours=1)),
    )
    poll = send_message(by=anna, conversation=group, body="When?", embed=embed).poll
    Poll.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    def one(number: int) -> None:
        if number % 3 == 0:
            actions.close_due_polls()
        elif number % 3 == 1:
            actions.close_poll(by=anna, poll=poll)
        else:
            send_message(by=ben, conversation=group, body=str(number))

    at_once(one)
    assert Message.objects.filter(kind=MessageKind.OUTCOME).count() == 1
    numbers = list(group.messages.in_order().values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
