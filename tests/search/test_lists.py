"""Lists of other apps that ask the index: the people directory, and the search of a room."""

import pytest
from django.test import Client

from accounts.models import User
from chat.actions import add_participants
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


def test_who_joined_later_does_not_find_what_was_before(
    as_ben: Client, ben: User, anna: User
) -> None:
    group = make_group(make_user("carl"), history="joining")
    make_message(group, anna, "old secret")
    add_participants(by=anna, conversation=group, people=[ben])
    work()
    shown = as_ben.get("/search/", {"in": f"chat-{group.pk}", "q": "secret"}).content.decode()
    assert "old " not in shown and "<mark>" not in shown
