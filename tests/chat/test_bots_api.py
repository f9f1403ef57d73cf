"""What a bot may do with its key: write where it takes part, and nothing else."""

import uuid

import pytest
from django.test import Client

from accounts.actions import create_bot
from chat import actions
from chat.limits import CHAT_WRITE
from chat.models import Message
from tests.factories import make_group, make_message, make_user


@pytest.fixture
def made(anna):
    return create_bot(by=None, name="Weather", responsible=anna)


@pytest.fixture
def bot(made):
    return made[0]


@pytest.fixture
def program(made):
    return Client(headers={"Authorization": f"Bearer {made[1]}"})


def post(program, conversation, body="18 degrees", **more):
    address = f"/api/v1/conversations/{conversation.pk}/messages/"
    return program.post(address, {"body": body, **more}, "application/json")


def test_a_bot_writes_where_it_was_asked_in(program, bot):
    group = make_group(bot)
    answer = post(program, group, "**18** degrees")
    assert answer.status_code == 201
    message = Message.objects.get(conversation=group, kind="text")
    assert (message.author, message.body) == (bot, "**18** degrees")
    assert answer.json()["author"]["is_bot"]


def test_E2_a_bot_may_send_again(program, bot):
    group = make_group(bot)
    key = str(uuid.uuid4())
    assert post(program, group, client_id=key).status_code == 201
    assert post(program, group, client_id=key).status_code == 200
    assert post(program, group, "other", client_id=key).status_code == 409


def test_A2_outside_of_its_conversations_a_bot_knows_of_none(program, bot, anna):
    group = make_group(make_user("ben"))
    there, nowhere = post(program, group), program.post("/api/v1/conversations/999/messages/")
    assert (there.status_code, there.content) == (404, nowhere.content)
    mine = make_group(bot)
    actions.remove_participant(by=anna, conversation=mine, user=bot)
    assert post(program, mine).status_code == 404


def test_a_bot_reads_nothing_and_begins_nothing(program, bot, anna):
    group = make_group(bot)
    make_message(group, anna)
    here = f"/api/v1/conversations/{group.pk}/"
    for address in (here, f"{here}messages/", f"{here}changes/", "/api/v1/posts/"):
        assert program.get(address).status_code == 403
    assert program.put("/api/v1/conversations/direct/anna/").status_code == 403
    new = {"name": "Bots", "people": ["anna"]}
    answer = program.post("/api/v1/conversations/", new, "application/json")
    assert answer.status_code == 403


def test_C3_a_bot_that_writes_too_much_is_told_to_wait(program, bot):
    group = make_group(bot)
    answers = [
        post(program, group, str(number)).status_code for number in range(CHAT_WRITE.count + 1)
    ]
    assert set(answers[:-1]) == {201}
    assert answers[-1] == 429
