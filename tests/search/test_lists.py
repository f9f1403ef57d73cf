"""Lists of other apps that ask the index: the people directory, and the search of a room."""

import pytest
from django.test import Client

from accounts.models import User
from chat.actions import add_participants, delete_message
from chat.models import Conversation
from kit.jobs.outbox import work
from tests.factories import make_group, make_message, make_user

pytestmark = pytest.mark.english


@pytest.mark.parametrize("asked", ["Wieczorek", "wiecz", "Wiezorek", "Hydraulk", "hydraulik"])
def test_the_directory_forgives_typing_errors_and_knows_what_people_can_help_with(
    as_anna: Client, asked: str
) -> None:
    make_user("cleo", first_name="Cleo", last_name="Wieczorek", skills="Hydraulik")
    work()
    assert "Cleo" in as_anna.get("/people/", {"q": asked}).content.decode()


def test_the_directory_finds_nobody_for_what_nobody_says(as_anna: Client) -> None:
    make_user("cleo", first_name="Cleo", skills="Hydraulik")
    work()
    assert "Cleo" not in as_anna.get("/people/", {"q": "Elektronik"}).content.decode()


def test_the_search_of_a_room_looks_in_that_room_alone(
    as_ben: Client, ben: User, anna: User
) -> None:
    group = make_group(ben)
    here = make_message(group, anna, "Die Wärmepumpe in Mölln läuft")
    there = make_message(make_group(ben, name="Other"), anna, "Die Wärmepumpe steht")
    work()
    form = as_ben.get(f"/chat/{group.pk}/search/").content.decode()
    assert 'action="/search/"' in form
    assert f'name="in" value="chat-{group.pk}"' in form
    asked = {"in": f"chat-{group.pk}", "q": "moelln waermepumpe"}
    shown = as_ben.get("/search/", asked).content.decode()
    assert here.get_absolute_url() in shown and there.get_absolute_url() not in shown
    assert f'<option value="chat-{group.pk}" selected>' in shown


@pytest.fixture
def joined(anna: User, ben: User) -> Conversation:
    """A group with a secret from before Ben came."""
    group = make_group(make_user("carl"), history="joining")
    make_message(group, anna, "old secret")
    add_participants(by=anna, conversation=group, people=[ben])
    work()
    return group


def test_who_joined_later_does_not_find_what_was_before(
    as_ben: Client, joined: Conversation
) -> None:
    shown = as_ben.get("/search/", {"in": f"chat-{joined.pk}", "q": "secret"}).content.decode()
    assert "old " not in shown and "<mark>" not in shown


def numbers(client: Client, address: str, asked: str) -> list[int]:
    answer = client.get(address, {"q": asked})
    assert answer.status_code == 200, asked
    return [row["seq"] for row in answer.json()["results"]]


def test_programs_find_messages_of_a_conversation_as_the_search_does(
    as_ben: Client, ben: User, anna: User
) -> None:
    group = make_group(ben)
    make_message(group, anna, "The flow sensors in Mölln")
    make_message(group, anna, "Die Rücknahmegarantie")
    make_message(make_group(ben, name="Other"), anna, "A sensor elsewhere")
    delete_message(by=anna, message=make_message(group, anna, "No sensor"))
    work()
    here = f"/api/v1/conversations/{group.pk}/messages/"
    for asked in ("sensor", "SENSOR moelln", "sensr"):
        assert numbers(as_ben, here, asked) == [2], asked
    assert numbers(as_ben, here, "Rücknahmegarantien") == [3]
    assert numbers(as_ben, here, "pump") == []
    assert as_ben.get(here, {"q": "sensor", "after": 2}).json()["results"] == []


def test_programs_find_no_message_from_before_their_person_joined(
    as_ben: Client, joined: Conversation
) -> None:
    assert numbers(as_ben, f"/api/v1/conversations/{joined.pk}/messages/", "secret") == []


@pytest.mark.parametrize("asked", ["x" * 100_000, '"', "🙂", "und die", "%"])
def test_no_question_to_a_conversation_breaks(as_ben: Client, ben: User, asked: str) -> None:
    group = make_group(ben)
    make_message(group, ben, "one")
    work()
    assert numbers(as_ben, f"/api/v1/conversations/{group.pk}/messages/", asked) == []
