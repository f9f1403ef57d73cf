"""What open pages are given when a post moves: exactly what they would fetch, and only by right."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import deactivate_person
from accounts.models import User
from feed import actions
from feed.delivery import deliver
from feed.models import Placement, Post
from kit.live import transports
from kit.live.hints import CHANNELS, Reader
from spaces.actions import remove_member
from spaces.models import Membership
from tests.factories import make_comment, make_post, make_space, make_user

pytestmark = pytest.mark.english

SUM = re.compile(r'<div class="post__foot"[^>]*>\s*(.*?)\s*<tool-bar', re.DOTALL)


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben, make_user("cem"), access="closed")


@pytest.fixture
def post(anna, space):
    return make_post(anna, space, "The valve is stuck")


@pytest.fixture
def hinted(monkeypatch, django_capture_on_commit_callbacks):
    """`hinted(call)` are the hints that `call` sends about posts, by channel."""

    def listen(call):
        hints = {}

        def keep(channel, frame):
            if not channel.startswith("person:"):
                hints[channel] = json.loads(frame)

        monkeypatch.setattr(transports, "send", keep)
        with django_capture_on_commit_callbacks(execute=True):
            call()
        return hints

    return listen


def given(hint, person, *, language="en", zone="Europe/Berlin"):
    """What an open page of `person` is given with `hint`; None without a right."""
    reader = Reader(person.pk, language, zone, True)
    return deliver(hint["post"], None, hint, [reader]).get(reader)


def fetched(person, address):
    """What the same page would fetch."""
    client = Client()
    client.force_login(person)
    return client.get(address, headers={"HX-Request": "true"}).text.strip()


def like(thing, name, kind="like"):
    about = "post" if isinstance(thing, Post) else "comment"
    getattr(actions, f"react_to_{about}")(by=make_user(name), **{about: thing}, kind=kind)


CHANGES = {
    "a reaction": lambda post: like(post, "cem"),
    "the fourth": lambda post: [like(post, name) for name in ("dora", "emil", "finn", "cem")],
    "the own one": lambda post: like(post, "ben", "helpful"),
    "a reaction to what I like": lambda post: [like(post, name) for name in ("ben", "cem")],
    "to what I liked first": lambda post: [like(post, name) for name in ("ben", "cem", "dora")],
    "the last one taken back": lambda post: [
        like(post, "cem"),
        actions.take_back_reaction(by=make_user("cem"), post=post),
    ],
    "a comment": lambda post: make_comment(post, make_user("cem"), "Which **one**? <b>"),
    "a comment of mine": lambda post: make_comment(post, make_user("ben"), "Mine"),
    "an answer": lambda post: make_comment(
        post, make_user("cem"), parent=make_comment(post, make_user("anna"))
    ),
    "a changed comment": lambda post: actions.edit_comment(
        by=make_user("cem"), comment=make_comment(post, make_user("cem")), body="Other words"
    ),
    "a deleted comment": lambda post: actions.delete_comment(
        by=make_user("cem"), comment=make_comment(post, make_user("cem"))
    ),
    "a reaction to a comment": lambda post: like(make_comment(post, make_user("anna")), "cem"),
    "my reaction to a comment": lambda post: like(make_comment(post, make_user("anna")), "ben"),
}


@pytest.mark.parametrize("who", ["ben", "manager", "administrator"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("change", CHANGES)
def test_E4_an_open_post_is_given_what_it_would_fetch(hinted, post, space, change, language, who):
    ben, zone = make_user("ben"), "Asia/Tokyo"
    User.objects.filter(pk=ben.pk).update(language=language, time_zone=zone)
    if who == "administrator":
        User.objects.filter(pk=ben.pk).update(role=User.Role.ADMINISTRATOR)
    elif who == "manager":
        Membership.objects.filter(space=space, user=ben).update(role="manager")
    hints = hinted(lambda: CHANGES[change](post))
    made = given(hints[f"post:{post.pk}"], ben, language=language, zone=zone)
    card = fetched(ben, f"/p/{post.pk}/card/")
    assert made["sum"] == SUM.search(card)[1]
    assert (f'data-own="{made["mine"]}"' in card) is bool(made["mine"])
    if comment := made["comment"]:
        assert made["row"].strip() == fetched(ben, f"/p/{post.pk}/comments/{comment}/")


@pytest.mark.parametrize("change", ["a reaction", "a comment", "a deleted comment"])
def test_a_card_in_a_feed_is_given_its_counters_and_no_comment(hinted, post, ben, space, change):
    hint = hinted(lambda: CHANGES[change](post))[f"space:{space.pk}"]
    made = given(hint, ben)
    assert made["sum"] == SUM.search(fetched(ben, f"/p/{post.pk}/card/"))[1]
    assert "row" not in made and "comment" not in made and "Which" not in json.dumps(made)


@pytest.mark.parametrize("end", ["outside", "removed", "deactivated", "moved"])
def test_A3_whose_right_has_ended_is_given_nothing_though_no_socket_was_told(
    hinted, post, anna, ben, space, end
):
    if end == "outside":
        ben = make_user("eve")
    elif end == "removed":
        remove_member(by=None, space=space, user=ben)
    elif end == "deactivated":
        deactivate_person(by=None, user=ben)
    hints = hinted(lambda: make_comment(post, anna, "Not for everybody"))
    if end == "moved":
        elsewhere = make_space(anna, access="closed")
        Placement.objects.filter(post=post).update(space=elsewhere)
    for hint in hints.values():
        assert given(hint, ben) is None
        assert given(hint, anna)["sum"]


@pytest.mark.parametrize("end", ["deleted", "planned"])
def test_A3_of_a_post_that_nobody_can_read_only_the_number_is_told(hinted, post, anna, ben, end):
    hints = hinted(lambda: make_comment(post, anna, "Not for everybody"))
    if end == "deleted":
        actions.delete_post(by=anna, post=post)
    else:
        later = timezone.now() + timezone.timedelta(hours=1)
        Post.objects.filter(pk=post.pk).update(published_at=later)
    for hint in hints.values():
        assert given(hint, ben) == hint


def test_A3_a_comment_is_drawn_under_its_own_post_only(hinted, post, anna, ben, space):
    foreign = make_comment(make_post(anna, make_space(anna, access="closed")), anna, "Hidden")
    hint = {"post": post.pk, "comment": foreign.pk, "change": "new"}
    assert "row" not in given(hint, ben)


def test_a_new_post_is_given_to_count_to_all_but_its_author(hinted, anna, ben, space):
    hint = hinted(lambda: make_post(anna, space, "Quiet words"))[f"space:{space.pk}"]
    assert given(hint, ben) == hint | {"fresh": True}
    assert given(hint, anna) == hint | {"fresh": False}
    assert given(hint, make_user("eve")) is None
    assert "Quiet" not in json.dumps(given(hint, ben))


@pytest.mark.parametrize("address", ["/", "/?show=spaces", "/s/{slug}/"])
def test_what_a_page_hears_is_what_its_pill_counts(hinted, anna, ben, space, address):
    """Every space in which its own question would find the post, and no other one."""
    client = Client()
    client.force_login(ben)
    elsewhere = {
        "open, not mine": make_space(anna),
        "open, mine": make_space(anna, ben),
        "closed, mine": make_space(anna, ben, access="closed"),
        "closed, not mine": make_space(anna, access="closed"),
        "this": space,
    }
    page = client.get(address.format(slug=space.slug)).text
    url, cursor, topic, pk = re.search(
        r'<new-posts data-url="([^"]+)" data-newest="([^"]+)" data-live="(\w+):(\d+)"', page
    ).groups()
    heard = CHANNELS[topic].rule(ben, int(pk))
    for place in elsewhere.values():
        made = make_post(anna, place)
        asked = client.get(f"{url}&after={cursor}", headers={"HX-Request": "true"}).text
        assert ("newpill" in asked) is (f"space:{place.pk}" in heard)
        actions.delete_post(by=anna, post=made)


def test_many_readers_cost_as_many_statements_as_one_and_share_a_drawing(
    hinted, post, space, count_queries
):
    hint = hinted(lambda: make_comment(post, make_user("cem")))[f"post:{post.pk}"]
    people = [make_user(f"reader{n}") for n in range(10)]
    space.members.add(*people)
    readers = [Reader(one.pk, "en", "Europe/Berlin", True) for one in people]
    one = count_queries(lambda: deliver(post.pk, None, hint, readers[:1]))
    assert count_queries(lambda: deliver(post.pk, None, hint, readers)) == one <= 6
    assert len({id(frame) for frame in deliver(post.pk, None, hint, readers).values()}) == 1
