"""What open rooms are given with a hint: exactly what they would fetch, and only by right."""

import json
import random
import re

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.actions import deactivate_person
from accounts.models import User
from chat import actions
from chat.delivery import deliver
from chat.models import Conversation, Message, Participant
from chat.navigation import unread
from kit.live import transports
from kit.live.hints import Reader
from tests.factories import make_group, make_message, make_user


@pytest.fixture
def group(anna, ben):
    return make_group(ben, make_user("cem"))


def numbers(conversation):
    """The hint of this moment."""
    now = Conversation.objects.get(pk=conversation.pk)
    return {"seq": now.last_seq, "change": now.last_change, "spread": 0}


def delivered(conversation, person, change, *, is_open=True, language="en", zone="Europe/Berlin"):
    """What an open page of `person` is given after `change` was called; None without a right."""
    before = numbers(conversation)
    change()
    reader = Reader(person.pk, language, zone, is_open)
    return deliver(conversation.pk, before, numbers(conversation), [reader]).get(reader)


def fetched(conversation, person, after):
    """What the same page would fetch."""
    client = Client()
    client.force_login(person)
    path = f"/chat/{conversation.pk}/messages/?after={after}"
    return client.get(path, headers={"HX-Request": "true"}).text


def side_by_side(rows):
    """Rows without the line breaks between them, which no page shows."""
    return re.sub(r"</article>\s+<article", "</article><article", rows.strip())


CHANGES = {
    "a message": lambda world: make_message(world.group, world.anna, "Good **morning** <b>"),
    "two at once": lambda world: [make_message(world.group, world.anna, text) for text in "ab"],
    "a note": lambda world: actions.add_participants(
        by=world.anna, conversation=world.group, people=[make_user("dora")]
    ),
    "a changed text": lambda world: actions.edit_message(
        by=world.anna, message=world.first, body="Other words"
    ),
    "a deletion": lambda world: actions.delete_message(by=world.anna, message=world.first),
    "a reply": lambda world: make_message(world.group, world.anna, reply_to=world.first),
    "a reply of a third": lambda world: make_message(
        world.group, make_user("cem"), reply_to=world.first
    ),
    "a reaction of another": lambda world: actions.react_to_message(
        by=make_user("cem"), message=world.first, kind="like"
    ),
    "a thread read before": lambda world: [
        make_message(world.group, world.anna, reply_to=world.first),
        actions.mark_thread_read(by=world.ben, root=world.first, upto=99),
        make_message(world.group, world.anna, reply_to=world.first),
    ],
}


class World:
    """A group of Anna, Ben and Cem with a message of hers."""

    def __init__(self, anna, ben, group):
        self.anna, self.ben, self.group = anna, ben, group
        self.first = make_message(group, anna, "First words")


@pytest.fixture
def world(anna, ben, group):
    return World(anna, ben, group)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("change", CHANGES)
def test_E4_an_open_room_is_given_what_it_would_fetch(world, change, language):
    zone = "Asia/Tokyo"
    User.objects.filter(pk=world.ben.pk).update(language=language, time_zone=zone)
    before = numbers(world.group)["change"]
    made = delivered(
        world.group, world.ben, lambda: CHANGES[change](world), language=language, zone=zone
    )
    assert made["after"] == before
    assert side_by_side(made["rows"]) == side_by_side(fetched(world.group, world.ben, before))


@pytest.mark.parametrize("change", ["a message", "a note", "a deletion"])
def test_a_list_is_given_the_line_and_no_message(world, change):
    made = delivered(
        world.group, world.ben, lambda: CHANGES[change](world), is_open=False, language="de"
    )
    client = Client()
    client.force_login(world.ben)
    listed = client.get("/chat/", headers={"HX-Request": "true"}).text
    assert "rows" not in made and "<article" not in json.dumps(made)
    assert made["line"] and made["time"] in listed
    assert re.search(rf">\s*{re.escape(escape(made['line']))}\s*</span>", listed)


@pytest.mark.parametrize("who", ["author", "who reacted"])
def test_who_sees_a_message_otherwise_is_given_numbers_only(world, who):
    person = world.anna if who == "author" else world.ben
    if who == "who reacted":
        actions.react_to_message(by=world.ben, message=world.first, kind="like")
    made = delivered(
        world.group,
        person,
        lambda: actions.edit_message(by=world.anna, message=world.first, body="Other words"),
    )
    assert "rows" not in made and "line" not in made
    assert made["change"] == numbers(world.group)["change"]


@pytest.mark.parametrize("how", ["edited", "quoted"])
def test_A3_who_came_later_is_given_nothing_of_what_lies_before(anna, ben, how):
    group = make_group(make_user("cem"), history="joining")
    old = make_message(group, anna, "Before your time")
    actions.add_participants(by=anna, conversation=group, people=[ben])
    if how == "edited":
        change = lambda: actions.edit_message(by=anna, message=old, body="Long before")  # noqa: E731
    else:
        change = lambda: make_message(group, anna, reply_to=old)  # noqa: E731
    made = delivered(group, ben, change)
    assert "before" not in json.dumps(made).lower().replace('"before"', "")
    assert "rows" not in made


@pytest.mark.parametrize("body", ["See /p/7/", "http://localhost/p/7/"])
def test_what_is_a_matter_of_rights_is_not_drawn_for_all(world, settings, body):
    settings.BASE_URL = "http://localhost"
    made = delivered(world.group, world.ben, lambda: make_message(world.group, world.anna, body))
    newest = Message.objects.filter(conversation=world.group).latest("seq")
    assert ("rows" in made) is not bool(newest.link)


@pytest.mark.parametrize("end", ["removed", "left", "deactivated"])
def test_A3_whose_right_has_ended_is_given_nothing_though_no_socket_was_told(world, end):
    if end == "removed":
        actions.remove_participant(by=world.anna, conversation=world.group, user=world.ben)
    elif end == "left":
        actions.leave_conversation(by=world.ben, conversation=world.group)
    else:
        deactivate_person(by=None, user=world.ben)
    made = delivered(world.group, world.ben, lambda: make_message(world.group, world.anna))
    assert made is None


def test_a_hundred_readers_cost_as_many_statements_as_one(world, count_queries):
    before = numbers(world.group)
    make_message(world.group, world.anna, "Many hear this")
    hint = numbers(world.group)
    people = [make_user(f"reader{n}") for n in range(10)]
    Participant.objects.bulk_create(
        Participant(conversation=world.group, user=one) for one in people
    )
    readers = [Reader(one.pk, "en", "Europe/Berlin", True) for one in people]
    one = count_queries(lambda: deliver(world.group.pk, before, hint, readers[:1]))
    assert count_queries(lambda: deliver(world.group.pk, before, hint, readers)) == one <= 5


# --- the badge -----------------------------------------------------------------------------------
class Pages:
    """The badge of each person as an open page keeps it: from hints alone."""

    def __init__(self, people, talks, monkeypatch):
        self.people, self.talks = people, talks
        self.told = {talk.pk: numbers(talk) for talk in talks}
        self.counts = {one.pk: self.truth(one) for one in people}
        monkeypatch.setattr(transports, "send", self.hear)

    def truth(self, person):
        return User.objects.annotate(n=unread()).values_list("n", flat=True).get(pk=person.pk)

    def hear(self, channel, frame):
        name, _, pk = channel.partition(":")
        hint = json.loads(frame)
        if name == "chat":
            hint.pop("channel")
            readers = [Reader(one.pk, "en", "UTC", False) for one in self.people]
            found = deliver(int(pk), self.told[int(pk)], hint, readers)
            self.told[int(pk)] = hint
            for reader, frame in found.items():
                self.move(reader.person, frame)
        elif name == "person" and hint.get("chat"):
            self.move(int(pk), hint)

    def move(self, person, frame):
        if unread := frame.get("unread"):
            self.counts[person] += unread[1] - unread[0]
        else:  # the page asks
            self.counts[person] = self.truth(User.objects.get(pk=person))


@pytest.mark.parametrize("seed", range(6))
def test_the_badge_moved_by_hints_alone_stays_true(
    monkeypatch, django_capture_on_commit_callbacks, seed
):
    dice = random.Random(seed)
    people = [make_user(name) for name in ("anna", "ben", "cem")]
    talks = [make_group(*people[1:], name=name) for name in ("Crew", "Yard")]
    pages = Pages(people, talks, monkeypatch)
    for _ in range(40):
        person, talk = dice.choice(people), dice.choice(talks)
        talk = Conversation.objects.get(pk=talk.pk)
        deed = dice.choice(["send", "send", "read", "mute", "unmute", "edit"])
        with django_capture_on_commit_callbacks(execute=True):
            if deed == "send":
                make_message(talk, person)
            elif deed == "read":
                upto = dice.randint(0, talk.last_seq)
                actions.mark_read(by=person, conversation=talk, upto=upto)
            elif deed == "edit":
                own = Message.objects.filter(conversation=talk, author=person, kind="text").first()
                if own:
                    actions.edit_message(by=person, message=own, body=f"{dice.random()}")
            else:
                {"mute": actions.mute_conversation, "unmute": actions.unmute_conversation}[deed](
                    by=person, conversation=talk
                )
        assert pages.counts == {one.pk: pages.truth(one) for one in people}, deed
