"""What makes a thing come to a device anew: everything that its page shows, thing by thing."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.device import pages as profiles
from accounts.device import things as people
from accounts.models import User
from announcements.actions import confirm_announcement
from chat import actions as chat
from chat.device import things as conversations
from feed import actions as feed
from feed.device import things as posts
from polls.actions import vote
from polls.models import Poll
from surveys.actions import finish_response
from surveys.device import things as surveys
from tests.announcements.newsroom import make_announcement
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_poll,
    make_post,
    make_space,
    make_user,
)
from tests.surveys.making import make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_user("anna")


@pytest.fixture
def ben():
    return make_user("ben")


@pytest.fixture
def space(anna, ben):
    return make_space(anna, ben)


def look(things, user):
    """What the only thing of `user` looks like."""
    (one,) = things(user)
    return one.look


@pytest.fixture
def post(ben, space):
    return make_post(ben, space)


def post_changes():
    carl, text = make_user("carl"), "Seen"
    return {
        "text": lambda post, anna: feed.edit_post(by=post.author, post=post, body=text),
        "reaction": lambda post, anna: feed.react_to_post(by=carl, post=post),
        "saved": lambda post, anna: feed.save_post(by=anna, post=post),
        "comment": lambda post, anna: make_comment(post, carl),
        "author": lambda post, anna: User.objects.filter(pk=post.author_id).update(
            job_title="Cook"
        ),
    }


@pytest.mark.parametrize("name", ["text", "reaction", "saved", "comment", "author"])
def test_a_post_comes_anew_for_everything_that_its_card_shows(anna, post, name):
    before = look(posts, anna)
    post_changes()[name](post, anna)
    assert look(posts, anna) != before


def test_a_post_stays_as_it_is_for_what_others_save(anna, ben, post):
    before = look(posts, anna)
    feed.save_post(by=ben, post=post)
    assert look(posts, anna) == before


def test_a_comment_that_changes_or_goes_brings_its_post_anew(anna, ben, post):
    comment = make_comment(post, ben)
    looks = [look(posts, anna)]
    feed.react_to_comment(by=anna, comment=comment, kind="like")
    looks.append(look(posts, anna))
    feed.react_to_comment(by=anna, comment=comment, kind="thanks")
    looks.append(look(posts, anna))
    feed.edit_comment(by=ben, comment=comment, body="Another")
    looks.append(look(posts, anna))
    feed.delete_comment(by=ben, comment=comment)
    looks.append(look(posts, anna))
    assert all(one != other for one, other in pairwise(looks))


def test_a_poll_comes_anew_with_the_own_vote(anna, ben, space):
    make_poll(ben, space)
    before = look(posts, anna)
    poll = Poll.objects.get()
    vote(by=anna, poll_id=poll.pk, option_ids=[poll.options.first().pk])
    assert look(posts, anna) != before


def test_an_announcement_comes_anew_once_it_is_confirmed(anna, space):
    told = make_announcement(space, confirm_by=timezone.localdate())
    before = look(posts, anna)
    confirm_announcement(by=anna, announcement=told)
    assert look(posts, anna) != before


@pytest.fixture
def group(anna, ben):
    found = make_group(ben)
    make_message(found, ben)
    return found


def test_a_conversation_comes_anew_with_what_is_written_read_and_named(anna, ben, group):
    looks = [look(conversations, anna)]
    make_message(group, ben, "More")
    looks.append(look(conversations, anna))
    group.refresh_from_db()
    chat.mark_read(by=anna, conversation=group, upto=group.last_seq)
    looks.append(look(conversations, anna))
    chat.mute_conversation(by=anna, conversation=group, until=timezone.now() + timedelta(hours=1))
    looks.append(look(conversations, anna))
    chat.rename_conversation(by=anna, conversation=group, name="Van")
    looks.append(look(conversations, anna))
    assert all(one != other for one, other in pairwise(looks))


def test_a_conversation_stays_as_it_is_while_the_other_one_is_busy(anna, ben):
    direct = chat.open_direct(by=ben, person=anna)
    make_message(direct, ben)
    before = look(conversations, anna)
    ben.status, ben.status_words = "customer", "On a roof"
    ben.save(update_fields=["status", "status_words"])
    assert look(conversations, anna) == before


def test_a_survey_goes_on_without_its_questions_once_it_is_answered(anna):
    survey = make_survey(anna, author=make_user("lena", role="editor"), anonymous=False)
    assert [one.kind for one in surveys(anna)] == ["questions", "survey"]
    finish_response(by=anna, survey=survey, answers={"mood": 5})
    assert [one.kind for one in surveys(anna)] == ["survey"]


SAID = ["job_title", "department", "place", "spoken", "phone", "skills", "about"]


@pytest.mark.parametrize("name", SAID)
def test_a_profile_comes_anew_for_what_it_says_and_is_found_by_it(anna, rf, name):
    carl = make_user("carl", phone="0461 1")
    before = look(people, anna)
    User.objects.filter(pk=carl.pk).update(**{name: "Hydraulics 0461"})
    assert look(people, anna) != before
    (page,) = profiles(rf.get("/"), people(anna))
    assert "Hydraulics 0461" in page.text
