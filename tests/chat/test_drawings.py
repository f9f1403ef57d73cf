"""A room shows every change at once, though most of its messages were drawn before."""

import pytest
from django.core.cache import cache
from django.test import Client

from chat import actions
from tests.factories import make_group, make_message, make_user


@pytest.fixture
def world():
    return World()


class World:
    """A group of Anna, Ben and Cem with a question of hers and an answer of his."""

    def __init__(self):
        self.anna, self.ben, self.cem = (make_user(name) for name in ("anna", "ben", "cem"))
        self.group = make_group(self.ben, self.cem)
        self.first = make_message(self.group, self.anna, "Who has the ladder?")
        self.second = make_message(self.group, self.ben, "I have", reply_to=self.first)

    def shown_to(self, person):
        client = Client()
        client.force_login(person)
        path = f"/chat/{self.group.pk}/?after=0"
        return client.get(path, headers={"HX-Request": "true"}).text


CHANGES = {
    "edited": lambda w: actions.edit_message(by=w.anna, message=w.first, body="Who has it?"),
    "deleted": lambda w: actions.delete_message(by=w.anna, message=w.first),
    "an own reaction": lambda w: actions.react_to_message(by=w.ben, message=w.first, kind="like"),
    "a foreign reaction": lambda w: actions.react_to_message(
        by=w.cem, message=w.first, kind="helpful"
    ),
    "a reaction taken back": lambda w: actions.take_back_message_reaction(
        by=w.ben, message=w.second
    ),
    "a reply": lambda w: make_message(w.group, w.cem, reply_to=w.first),
    "the thread was read": lambda w: actions.mark_thread_read(by=w.anna, root=w.first, upto=99),
    "the author has another name": lambda w: rename(w.anna),
    "the answered one has another name": lambda w: rename(w.anna),
}


def rename(person):
    person.first_name = "Antonia"
    person.save()


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_drawn_before_never_hides_a_change(world, change):
    people = (world.anna, world.ben, world.cem)
    for person in people:
        world.shown_to(person)
    CHANGES[change](world)
    known = [world.shown_to(person) for person in people]
    cache.clear()
    assert known == [world.shown_to(person) for person in people]


def test_readers_share_drawings_and_never_marks(world):
    world.shown_to(world.cem)
    actions.react_to_message(by=world.ben, message=world.first, kind="like")
    assert 'aria-pressed="true"' in world.shown_to(world.ben)
    assert 'aria-pressed="true"' not in world.shown_to(world.cem)
    assert "msg--me" in world.shown_to(world.anna)
    assert "msg--me" not in world.shown_to(world.cem)
