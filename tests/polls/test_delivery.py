"""What open pages are given when a poll moves: exactly what they would fetch, and only by right."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import deactivate_person
from accounts.models import User
from chat.actions import (
    add_participants,
    delete_message,
    open_space_conversation,
    remove_participant,
)
from chat.models import Participant
from feed.actions import delete_post
from feed.models import Post
from kit.live.hints import Reader
from polls import actions
from polls.delivery import deliver
from polls.models import Poll
from spaces.actions import add_member, remove_member
from spaces.models import Membership
from tests.factories import make_group, make_poll, make_space, make_user
from tests.polls.test_conversations import ask

pytestmark = pytest.mark.english

ZONE = "Asia/Tokyo"
ANSWERS = ("Monday", "Friday", "Never")
CREW = [f"voter{n}" for n in range(10)]


@pytest.fixture
def ben():
    return make_user("ben", language="en", time_zone=ZONE)


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, *map(make_user, CREW), access="closed")


def vote(poll, name, *places):
    """The choice of a person, by the places of the answers."""
    options = list(poll.options.all())
    chosen = [options[place].pk for place in places]
    actions.vote(by=make_user(name), poll_id=poll.pk, option_ids=chosen)


def reader(person, language="en"):
    return Reader(person.pk, language, ZONE, True)


def given(poll, person, change="voted", **more):
    """What an open page of `person` is given with a hint; None without a right."""
    asks = reader(person, **more)
    hint = {"poll": poll.pk, "change": change}
    return deliver(poll.pk, None, hint, [asks]).get(asks)


def fetched(poll, person):
    """What the same page would fetch."""
    client = Client()
    client.force_login(person)
    return client.get(f"/polls/{poll.pk}/", headers={"HX-Request": "true"}).text


RULES = {
    "always": {"results": "always"},
    "after the vote": {"results": "voted"},
    "after the end": {"results": "closed"},
    "several answers": {"results": "always", "is_multiple": True},
    "names": {"results": "always", "lists_voters": True, "allows_options": True},
    "anonymous": {"results": "always", "is_anonymous": True},
    "anonymous, after the vote": {"is_anonymous": True},
}


def ask_in(place, anna, everybody, space, **rules):
    """A poll of Anna in a post, a group or the conversation of a space."""
    if place == "post":
        return make_poll(anna, space, ANSWERS, **rules)
    if place == "space":
        return ask(anna, open_space_conversation(by=anna, space=space), *ANSWERS, **rules).poll
    return ask(anna, make_group(*everybody), *ANSWERS, **rules).poll


@pytest.mark.parametrize("place", ["post", "group", "space"])
@pytest.mark.parametrize("rules", RULES)
def test_E4_an_open_page_is_given_what_it_would_fetch(anna, ben, space, rules, place):
    voter, manager, boss = (make_user(name, language="en") for name in ("cem", "mia", "otto"))
    people = [anna, ben, voter, manager, boss]
    for one in people[2:]:
        add_member(by=None, space=space, user=one)
    poll = ask_in(place, anna, [*people, *map(make_user, CREW)], space, **RULES[rules])
    Membership.objects.filter(user=manager).update(role="manager")
    Participant.objects.filter(user=manager).update(role="manager")
    User.objects.filter(pk=boss.pk).update(role=User.Role.ADMINISTRATOR)
    User.objects.update(time_zone=ZONE)
    vote(poll, "cem", 2)
    for name in CREW:  # anonymous results move with the fifth vote and show from the tenth up
        vote(poll, name, len(name) % 2)
    for change in ("voted", "grew", "closed"):
        if change == "closed":
            actions.close_poll(by=anna, poll=poll)
        hint = {"poll": poll.pk, "change": change}
        frames = deliver(poll.pk, None, hint, [reader(one) for one in people])
        for one in people:
            made, shown = frames[reader(one)], fetched(poll, one)
            if change == "voted" and "data-live-bars" not in shown:
                assert "html" not in made  # such a page does not ask, either
            else:
                assert made["html"] == shown


@pytest.mark.parametrize("votes", [0, 4, 5, 9, 10])
def test_G3_bars_of_an_anonymous_poll_are_given_in_the_steps_in_which_they_are_shown(
    anna, ben, space, votes
):
    poll = make_poll(anna, space, ANSWERS, is_anonymous=True, results="always")
    for name in CREW[:votes]:
        vote(poll, name, 1)
    assert ("html" in given(poll, ben)) is (votes >= 10)
    assert given(poll, ben, "grew")["html"] == fetched(poll, ben)


def test_each_way_to_see_a_poll_is_its_own(anna, ben, space):
    poll = make_poll(anna, space, ANSWERS, results="always")
    for place, name in enumerate(CREW[:3]):
        vote(poll, name, place)
    people = [anna, ben, *map(make_user, CREW[:4])]
    User.objects.filter(pk__in=[one.pk for one in people]).update(language="de", time_zone=ZONE)
    hint = {"poll": poll.pk, "change": "voted"}
    frames = deliver(poll.pk, None, hint, [reader(one, "de") for one in people])
    for one in people:
        assert frames[reader(one, "de")]["html"] == fetched(poll, one)
    assert frames[reader(ben, "de")] is frames[reader(people[-1], "de")]  # neither has voted
    assert len({id(frame) for frame in frames.values()}) == 5


@pytest.mark.parametrize("end", ["outside", "removed", "deactivated"])
def test_A3_whose_right_has_ended_is_given_nothing_though_no_socket_was_told(anna, ben, space, end):
    poll = make_poll(anna, space, ANSWERS, results="always")
    if end == "outside":
        ben = make_user("eve")
    elif end == "removed":
        remove_member(by=None, space=space, user=ben)
    else:
        deactivate_person(by=None, user=ben)
    vote(poll, CREW[0], 0)
    assert given(poll, ben) is None
    assert "html" in given(poll, anna)


@pytest.mark.parametrize("end", ["outside", "removed", "deactivated", "came later"])
def test_A3_a_poll_in_a_conversation_is_given_to_who_may_read_its_message(anna, ben, end):
    group = make_group(make_user("cem"), history="joining")
    if end in ("removed", "deactivated"):
        add_participants(by=anna, conversation=group, people=[ben])
    poll = ask(anna, group, *ANSWERS, results="always").poll
    if end == "came later":
        add_participants(by=anna, conversation=group, people=[ben])
    elif end == "removed":
        remove_participant(by=anna, conversation=group, user=ben)
    elif end == "deactivated":
        deactivate_person(by=None, user=ben)
    vote(poll, "cem", 0)
    assert given(poll, ben) is None
    assert "html" in given(poll, anna)


@pytest.mark.parametrize("end", ["deleted", "planned"])
def test_A3_nobody_is_given_a_poll_that_nobody_can_read(anna, ben, space, end):
    poll = make_poll(anna, space, ANSWERS, results="always")
    vote(poll, CREW[0], 0)
    if end == "deleted":
        delete_post(by=anna, post=poll.post)
    else:
        later = timezone.now() + timezone.timedelta(hours=1)
        Post.objects.filter(pk=poll.post_id).update(published_at=later)
    for person in (anna, ben):
        assert "html" not in (given(poll, person, "grew") or {})


def test_A3_nobody_is_given_a_poll_of_a_deleted_message(anna, ben):
    message = ask(anna, make_group(ben), *ANSWERS, results="always")
    delete_message(by=anna, message=message)
    for person in (anna, ben):
        assert "html" not in (given(message.poll, person, "grew") or {})
    Poll.objects.all().delete()  # as the worker does afterwards
    assert given(message.poll, ben, "grew") == {"poll": message.poll.pk, "change": "grew"}


def test_many_readers_cost_as_many_statements_as_one_and_share_a_drawing(
    anna, space, count_queries
):
    poll = make_poll(anna, space, ANSWERS, results="always")
    hint = {"poll": poll.pk, "change": "voted"}
    readers = [reader(make_user(name)) for name in CREW]
    deliver(poll.pk, None, hint, readers)
    one = count_queries(lambda: deliver(poll.pk, None, hint, readers[:1]))
    assert count_queries(lambda: deliver(poll.pk, None, hint, readers)) == one <= 8
    assert len({id(frame) for frame in deliver(poll.pk, None, hint, readers).values()}) == 1
