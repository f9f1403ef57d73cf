"""Polls inside messages: asked in the composer, answered in the room, ended with one note."""

import json
import uuid
from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from chat.actions import delete_message, edit_message, send_message
from chat.events import MessageDeleted
from chat.models import Message, MessageKind
from kit.http.exceptions import Conflict
from kit.live import transports
from polls import actions, live, results
from polls.actions import NewOption, Rules, new_poll
from polls.handlers import forget_poll_of_message
from polls.models import Option, Poll, Vote
from spaces.actions import remove_member
from tests.factories import make_group, make_poll, make_space, make_user
from tests.test_budgets import QUERIES, SWAP, WRITE_QUERIES

pytestmark = pytest.mark.english

JSON = "application/json"
FRAME = 2  # in tests a transaction is a savepoint inside another, and that is counted
MANY = 20


@pytest.fixture
def group(anna, ben):
    return make_group(ben)


def ask(by, conversation, *options, body="When?", client_id=None, **rules):
    """A message with a poll."""
    answers = [NewOption(text) for text in options or ("Monday", "Friday")]
    embed = new_poll(by=by, options=answers, rules=Rules(**rules))
    return send_message(
        by=by, conversation=conversation, body=body, client_id=client_id, embed=embed
    )


def room(client, conversation):
    return client.get(f"/chat/{conversation.pk}/").content.decode()


def outcomes():
    return Message.objects.filter(kind=MessageKind.OUTCOME)


def form(**fields):
    sent = {"body": "When?", "poll": "1", "poll_ends": "2"}
    return {**sent, "option-1": "Monday", "option-2": "Friday", **fields}


# --- asking --------------------------------------------------------------------------------------
def test_the_composer_of_a_room_asks_a_poll_without_script(client, anna, group):
    client.force_login(anna)
    assert 'name="option-1"' in room(client, group)
    assert client.post(f"/chat/{group.pk}/messages/", form()).status_code == 302
    message = Message.objects.get(kind="text")
    assert message.carries == "poll" and message.body == "When?"
    assert list(message.poll.options.values_list("text", flat=True)) == ["Monday", "Friday"]
    assert message.poll.ends_at and message.poll.post is None
    assert f'id="poll-{message.poll.pk}"' in room(client, group)


def test_E5_a_refused_poll_says_why_and_keeps_what_was_typed(client, anna, group):
    client.force_login(anna)
    answer = client.post(f"/chat/{group.pk}/messages/", form(**{"option-2": ""}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "A poll has 2 to 20 options." in page
    assert 'name="option-1" value="Monday"' in page and 'name="poll" value="1" checked' in page
    assert not Message.objects.filter(kind="text").exists()


def test_E2_the_queue_of_a_device_may_send_a_poll_again(client, anna, group):
    client.force_login(anna)
    sent = form(client_id=str(uuid.uuid4()))
    headers = {"Accept": JSON}
    first = client.post(f"/chat/{group.pk}/messages/", sent, headers=headers)
    again = client.post(f"/chat/{group.pk}/messages/", sent, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["seq"] == again.json()["seq"]
    assert "post-poll" in again.json()["html"]
    other = client.post(
        f"/chat/{group.pk}/messages/", {**sent, "option-1": "Sunday"}, headers=headers
    )
    assert other.status_code == 409
    assert Poll.objects.count() == 1


def test_a_poll_cannot_be_sent_later(client, anna, group):
    client.force_login(anna)
    due = (timezone.now() + timedelta(hours=1)).isoformat()
    answer = client.post(f"/chat/{group.pk}/messages/", form(due_at=due))
    assert answer.status_code == 400
    assert "Only text and files can be sent later." in answer.content.decode()


def test_the_api_asks_reads_and_votes(client, anna, ben, group):
    client.force_login(anna)
    address = f"/api/v1/conversations/{group.pk}/messages/"
    poll = {"options": [{"text": "Monday"}, {"text": "Friday"}], "results": "always"}
    made = client.post(address, {"body": "When?", "poll": poll}, content_type=JSON)
    assert made.status_code == 201, made.content
    assert made.json()["carries"] == "poll"
    seq = made.json()["seq"]
    client.force_login(ben)
    listed = client.get(f"/api/v1/polls/?conversation={group.pk}&seq={seq}").json()["results"]
    assert len(listed) == 1
    row = listed[0]
    assert (row["post"], row["conversation"], row["seq"]) == (None, group.pk, seq)
    sent = {"options": [row["options"][1]["id"]]}
    voted = client.put(f"/api/v1/polls/{row['id']}/vote/", sent, content_type=JSON)
    assert voted.status_code == 200
    assert [option["votes"] for option in voted.json()["options"]] == [0, 1]
    refused = client.post(
        address, {"body": "Who?", "poll": {"options": [{"text": "a"}]}}, content_type=JSON
    )
    assert refused.status_code == 400


# --- who ----------------------------------------------------------------------------------------
def test_A1_a_poll_is_seen_by_who_takes_part_in_the_conversation(anna, ben, eve, group):
    poll = ask(anna, group).poll
    assert list(Poll.objects.visible_to(ben)) == [poll]
    assert not Poll.objects.visible_to(eve).exists()
    assert live.poll_channels(ben, poll.pk) and not live.poll_channels(eve, poll.pk)


def test_A2_for_everybody_else_it_does_not_exist(client, anna, eve, group):
    poll = ask(anna, group).poll
    client.force_login(eve)
    option = poll.options.first().pk
    for pk in (poll.pk, 10**9):
        assert client.get(f"/polls/{pk}/").status_code == 404
        sent = {f"option-{pk}": option}
        assert client.post(f"/polls/{pk}/vote/", sent).status_code == 404
        assert client.put(f"/polls/{pk}/closed/").status_code == 404
    assert not Vote.objects.exists()


def test_A3_who_leaves_the_space_can_vote_no_more(anna, ben):
    from chat.actions import open_space_conversation

    space = make_space(ben, managers=(anna,), access="closed")
    poll = ask(anna, open_space_conversation(by=anna, space=space)).poll
    ids = [poll.options.first().pk]
    actions.vote(by=ben, poll_id=poll.pk, option_ids=ids)
    remove_member(by=anna, space=space, user=ben)
    with pytest.raises(Http404):
        actions.withdraw_vote(by=ben, poll_id=poll.pk)


def test_what_was_asked_before_the_joining_is_not_seen(anna, ben, eve):
    from chat.actions import add_participants

    group = make_group(ben, history="joining")
    poll = ask(anna, group).poll
    add_participants(by=anna, conversation=group, people=[eve])
    assert not Poll.objects.visible_to(eve).exists()
    actions.close_poll(by=anna, poll=poll)
    rows = list(Message.objects.visible_to(eve).as_rows(eve).filter(kind="outcome"))
    assert len(rows) == 1 and rows[0].quoted is None


def test_A10_the_administration_knows_nothing_of_it(client, anna, group):
    poll = ask(anna, group).poll
    client.force_login(make_user("root", role="administrator"))
    listed = client.get("/admin/polls/poll/")
    assert listed.status_code == 200 and b"Anna" not in listed.content
    assert client.get(f"/admin/polls/poll/{poll.pk}/change/").status_code in (302, 404)


def test_only_who_may_delete_the_message_ends_its_poll(client, anna, ben, group):
    poll = ask(anna, group).poll
    client.force_login(ben)
    assert client.put(f"/polls/{poll.pk}/closed/").status_code == 403
    client.force_login(anna)
    ended = client.put(f"/polls/{poll.pk}/closed/")
    assert ended.headers["Location"] == poll.message.get_absolute_url()


# --- voting -------------------------------------------------------------------------------------
def test_one_tap_votes_without_script_and_leads_back_to_the_room(client, anna, ben, group):
    poll = ask(anna, group).poll
    client.force_login(ben)
    sent = {f"option-{poll.pk}": poll.options.first().pk}
    referer = f"http://testserver/chat/{group.pk}/"
    answer = client.post(f"/polls/{poll.pk}/vote/", sent, headers={"Referer": referer})
    assert answer.headers["Location"] == f"{referer}#poll-{poll.pk}"
    shown = room(client, group)
    assert "opt--mine" in shown and "1 of 2 voted" in shown


def test_E4_a_vote_is_hinted_to_its_poll_and_not_to_every_list(
    monkeypatch, django_capture_on_commit_callbacks, anna, ben, group
):
    poll = ask(anna, group).poll
    heard = {}
    monkeypatch.setattr(transports, "send", lambda channel, frame: heard.update({channel: frame}))
    with django_capture_on_commit_callbacks(execute=True):
        actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    assert set(heard) == {f"poll:{poll.pk}", f"person:{ben.pk}"}
    frame = json.loads(heard[f"poll:{poll.pk}"])
    assert set(frame) == {"channel", "poll", "change"}


def test_G2_after_the_end_no_vote_counts(anna, ben, group):
    poll = ask(anna, group, duration=timedelta(hours=1)).poll
    Poll.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Conflict):
        actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])


# --- the end ------------------------------------------------------------------------------------
def test_the_result_is_posted_once_into_the_conversation(client, anna, ben, group):
    poll = ask(anna, group, "Monday, noon", "Friday").poll
    actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    actions.close_poll(by=anna, poll=poll)
    actions.close_poll(by=anna, poll=poll)
    note = outcomes().get()
    assert (note.reply_to, note.carries, note.body) == (poll.message, "poll", "")
    client.force_login(ben)
    shown = room(client, group)
    assert "Result of “When?”: Monday, noon, 100 percent" in shown
    assert f'href="{poll.message.get_absolute_url()}"' in shown
    assert "A poll has ended" in client.get("/chat/").content.decode()
    numbers = list(group.messages.in_order().values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_F3_the_clock_posts_the_result_once(anna, group):
    ask(anna, group, duration=timedelta(hours=1))
    Poll.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert (actions.close_due_polls(), actions.close_due_polls()) == (1, 0)
    assert outcomes().count() == 1


def test_nobody_is_told_in_the_bell_of_what_stands_in_the_room(anna, ben, group):
    from notifications.models import Notification
    from polls.events import PollClosed
    from polls.notifications import notify_poll_result

    poll = ask(anna, group).poll
    actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    actions.close_poll(by=anna, poll=poll)
    notify_poll_result(PollClosed(poll_id=poll.pk, by_id=anna.pk))
    assert not Notification.objects.exists()


def test_a_few_anonymous_votes_stay_hidden_in_the_note_too(client, anna, ben, group):
    poll = ask(anna, group, is_anonymous=True).poll
    actions.vote(by=ben, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    actions.close_poll(by=anna, poll=poll)
    client.force_login(ben)
    shown = room(client, group)
    assert "The poll “When?” has ended" in shown and "percent" not in shown


def test_E7_a_deleted_message_takes_poll_and_words_of_the_note_along(client, anna, ben, group):
    message = ask(anna, group, "Secret place", "Friday", body="Secret question?")
    actions.close_poll(by=anna, poll=message.poll)
    before = outcomes().get().change
    delete_message(by=anna, message=message)
    assert not Poll.objects.visible_to(ben).exists()
    assert outcomes().get().change > before  # open rooms draw the note anew
    client.force_login(ben)
    assert "Secret" not in room(client, group)
    forget_poll_of_message(MessageDeleted(message.pk, group.pk, by_id=anna.pk))
    assert not Poll.objects.exists() and not Option.objects.exists()


def test_a_corrected_question_is_corrected_in_the_note(client, anna, group):
    message = ask(anna, group)
    actions.close_poll(by=anna, poll=message.poll)
    edit_message(by=anna, message=message, body="Which day?")
    client.force_login(anna)
    assert "The poll “Which day?” has ended" in room(client, group)


# --- what it costs --------------------------------------------------------------------------------
def test_a_room_takes_the_same_queries_for_2_and_20_polls(client, count_queries, anna, ben, group):
    client.force_login(ben)

    def measured():
        addresses = (f"/chat/{group.pk}/", f"/api/v1/polls/?conversation={group.pk}&limit=20")
        for address in addresses:
            client.get(address)
        return [count_queries(lambda a=a: client.get(a)) for a in addresses]

    for number in range(MANY):
        poll = ask(anna, group, body=f"Question {number}").poll
        if number % 2:
            actions.close_poll(by=anna, poll=poll)
        if number == 1:
            two = measured()
    assert measured() == two
    assert max(two) <= QUERIES, two


def test_a_vote_in_a_room_takes_at_most_12_queries(client, count_queries, anna, ben, group):
    poll = ask(anna, group, "a", "b", "c", is_multiple=True).poll
    client.force_login(ben)
    address, ids = f"/polls/{poll.pk}/vote/", list(poll.options.values_list("pk", flat=True))
    client.get("/chat/")
    sent = {f"option-{poll.pk}": ids[:2]}
    made = count_queries(lambda: client.post(address, sent, headers=SWAP))
    assert made - FRAME <= WRITE_QUERIES, made


def test_polls_of_posts_and_messages_are_listed_together(anna, ben, group):
    first, second = make_poll(anna, make_space(anna, ben)), ask(anna, group).poll
    third = make_poll(anna, make_space(anna, ben))
    polls = Poll.objects.visible_to(ben).order_by("-pk")
    assert [shown.pk for shown in results.of_polls(ben, polls)] == [third.pk, second.pk, first.pk]
