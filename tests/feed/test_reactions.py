"""Reactions: one per person, counters equal to the rows."""

import pytest

from feed import counters, timeline
from feed.actions import (
    react_to_comment,
    react_to_post,
    save_post,
    take_back_comment_reaction,
    take_back_reaction,
    unsave_post,
)
from feed.models import Comment, CommentReaction, Post, Reaction
from kit.http.exceptions import Problem
from kit.models import OutboxEntry
from reactions.models import ReactionKind
from tests.factories import make_comment, make_post, make_user


@pytest.fixture
def post():
    return make_post(make_user("anna"))


def counted(thing):
    thing.refresh_from_db()
    return {kind.value: count for kind, count in thing.reaction_kinds}


def test_G1_reacting_twice_is_reacting_once(post):
    ben = make_user("ben")
    react_to_post(by=ben, post=post)
    react_to_post(by=ben, post=post)
    assert counted(post) == {"like": 1}
    assert Reaction.objects.count() == 1
    assert OutboxEntry.objects.filter(event="feed.PostReacted").count() == 1


def test_another_kind_replaces_the_first(post):
    ben = make_user("ben")
    react_to_post(by=ben, post=post, kind="like")
    react_to_post(by=ben, post=post, kind="helpful")
    assert counted(post) == {"helpful": 1}


def test_taking_back_works_once_and_is_harmless_without_a_reaction(post):
    ben = make_user("ben")
    react_to_post(by=ben, post=post)
    take_back_reaction(by=ben, post=post)
    take_back_reaction(by=ben, post=post)
    assert counted(post) == {}


def test_an_unknown_kind_is_refused(post):
    with pytest.raises(Problem):
        react_to_post(by=make_user("ben"), post=post, kind="dislike")
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("kind", ReactionKind.values)
def test_comments_take_the_same_six(post, kind):
    ben, comment = make_user("ben"), make_comment(post)
    react_to_comment(by=ben, comment=comment, kind=kind)
    assert counted(comment) == {kind: 1}
    take_back_comment_reaction(by=ben, comment=comment)
    assert counted(comment) == {}
    assert not CommentReaction.objects.exists()


def test_a_card_knows_my_reaction_and_the_two_who_reacted_last(post):
    anna, ben, carl = make_user("anna"), make_user("ben"), make_user("carl")
    for person in (anna, ben, carl):
        react_to_post(by=person, post=post, kind="thanks")
    (card,) = timeline.feed(ben).items
    assert card.my_reaction == "thanks"
    assert [person.handle for person in card.reactors] == ["carl", "ben"]
    assert card.reaction_count == 3


def test_saving_is_private_and_repeatable(post):
    anna, ben = make_user("anna"), make_user("ben")
    save_post(by=ben, post=post)
    save_post(by=ben, post=post)
    assert [card.pk for card in timeline.saved(ben).items] == [post.pk]
    assert not timeline.saved(anna).items
    unsave_post(by=ben, post=post)
    assert not timeline.saved(ben).items


def test_recounting_puts_right_what_differs_and_reports_it(post):
    ben, comment = make_user("ben"), make_comment(post)
    react_to_post(by=ben, post=post)
    react_to_comment(by=ben, comment=comment)
    assert counters.recount() == {"posts": 0, "comments": 0}
    Post.objects.update(like_count=7, comment_count=0)
    Comment.objects.update(like_count=0)
    assert counters.recount() == {"posts": 1, "comments": 1}
    post.refresh_from_db()
    assert (post.like_count, post.comment_count) == (1, 1)
