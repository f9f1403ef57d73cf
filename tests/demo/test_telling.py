"""How posts of the demo come into being: at their time, by their people, without an echo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from demo.history import history, identity
from demo.posts import Remark, Story
from demo.telling import StoryWriter, dealt, give, turned
from feed import counters
from feed.models import CommentReaction, Post, Reaction, Saved
from kit.models import OutboxEntry
from tests.factories import make_comment, make_post, make_space, make_user


def make_story(**facts) -> Story:
    defaults = {
        "key": "story",
        "by": "anna",
        "spaces": ("garden",),
        "text": "Guten *Morgen* #Garten",
        "ago": "3h",
        "share": "",
        "photos": (),
        "reactions": {},
        "first": (),
        "saved": False,
        "remarks": (),
    }
    return Story(**defaults | facts)


def make_remark(by: str = "ben", minutes: int = 5, *answers: Remark, **reactions: int) -> Remark:
    return Remark(by, f"Antwort von {by}", timedelta(minutes=minutes), reactions, answers)


@pytest.fixture
def teller() -> StoryWriter:
    people = {name: make_user(name) for name in ("anna", "ben", "eve", "meike-jansen")}
    others = ("lena-krueger", "jonas-petersen", "deniz-yildirim", "tom-whitaker")
    people |= {name: make_user(name) for name in others}
    garden = make_space(*people.values(), slug="garden")
    return StoryWriter(people, {"garden": garden}, timezone.now(), pictures=False)


def told(teller: StoryWriter, *stories: Story) -> Post:
    teller.write_all(stories)
    return Post.objects.get(client_id=identity("post", stories[-1].key))


def test_a_post_is_told_at_its_time(teller):
    post = told(teller, make_story(ago="3h"))
    at = teller.now - timedelta(hours=3)
    assert post.published_at == post.created_at == at
    assert post.placements.get().published_at == at
    assert post.post_topics.get().published_at == at


def test_telling_twice_is_telling_once(teller):
    story = make_story(remarks=(make_remark(like=1),), reactions={"like": 2})
    first = told(teller, story)
    again = told(teller, story)
    assert first == again
    assert Post.objects.count() == 1
    assert again.comments.count() == 1
    assert Reaction.objects.count() == 2


def test_the_oldest_story_is_told_first(teller):
    stories = [make_story(key="new", ago="5m"), make_story(key="old", ago="2d 10:00")]
    teller.write_all(stories)
    assert Post.objects.order_by("pk").first().client_id == identity("post", "old")


def test_comments_and_answers_come_after_the_post_and_belong_together(teller):
    remark = make_remark("ben", 5, make_remark("eve", 9))
    post = told(teller, make_story(remarks=(remark,)))
    top, answer = post.comments.order_by("pk")
    assert (top.author.handle, answer.author.handle) == ("ben", "eve")
    assert answer.parent == top
    assert top.created_at == post.published_at + timedelta(minutes=5)
    assert answer.created_at == post.published_at + timedelta(minutes=9)


def test_no_comment_lies_in_the_future(teller):
    post = told(teller, make_story(ago="2m", remarks=(make_remark("ben", 60),)))
    assert post.comments.get().created_at < teller.now


def test_named_people_react_last_and_are_shown(teller):
    story = make_story(reactions={"like": 3, "helpful": 2}, first=("eve", "ben"))
    post = told(teller, story)
    newest = list(post.reactions.order_by("-pk").values_list("user__handle", flat=True))
    assert newest[:2] == ["eve", "ben"]
    assert (post.like_count, post.helpful_count, post.reaction_count) == (3, 2, 5)


def test_nobody_reacts_to_the_own_post_or_comment(teller):
    story = make_story(reactions={"like": 50}, remarks=(make_remark("ben", 5, like=50),))
    post = told(teller, story)
    assert not post.reactions.filter(user=post.author).exists()
    assert not CommentReaction.objects.filter(user__handle="ben").exists()
    assert post.like_count == post.reactions.count() == 7


def test_counters_equal_the_rows(teller):
    remark = make_remark("ben", 5, make_remark("eve", 6, thanks=2), like=3)
    told(teller, make_story(reactions={"like": 2, "funny": 3}, remarks=(remark,)))
    assert counters.recount() == {"posts": 0, "comments": 0}


def test_a_share_refers_to_its_source(teller):
    share = make_story(key="share", share="story", ago="5m", text="Lest das")
    post = told(teller, make_story(), share)
    assert post.shared.client_id == identity("post", "story")
    assert post.shared.share_count == 1


def test_kept_stories_are_kept_by_some(teller):
    told(teller, make_story(saved=True))
    assert Saved.objects.filter(user__handle="meike-jansen").exists()
    assert not Saved.objects.filter(user__handle="eve").exists()


def test_telling_leaves_only_the_news_of_the_last_days(teller):
    OutboxEntry.objects.all().delete()
    told(teller, make_story(ago="5d 10:00", reactions={"like": 2}, remarks=(make_remark(),)))
    assert not OutboxEntry.objects.exists()
    told(teller, make_story(key="new", ago="5m", reactions={"like": 2}, remarks=(make_remark(),)))
    kept = set(OutboxEntry.objects.values_list("event", flat=True))
    assert kept == {"feed.PostPublished", "feed.PostReacted", "feed.CommentWritten"}


def test_events_from_before_history_stay():
    make_post()
    waiting = OutboxEntry.objects.count()
    with history():
        make_post()
    assert waiting > 0
    assert OutboxEntry.objects.count() == waiting


def test_history_that_fails_did_not_happen():
    with pytest.raises(RuntimeError), history():
        _post_and_fail()
    assert not Post.objects.exists()


def _post_and_fail() -> None:
    make_post()
    raise RuntimeError


def test_identities_are_steady_and_differ():
    assert identity("post", "e52") == identity("post", "e52")
    assert identity("post", "e52") != identity("comment", "e52")
    assert identity("post", "e52") != identity("post", "e53")


def test_reactions_are_dealt_to_as_many_as_there_are():
    crowd = [User(handle=name) for name in "abc"]
    assert len(dealt({"like": 10}, crowd, "key")) == 3
    assert dealt({}, crowd, "key") == []
    assert dealt({"like": 2}, [], "key") == []


def test_reactions_are_dealt_the_same_way_every_time():
    crowd = [User(handle=str(number)) for number in range(20)]
    wanted = {"like": 8, "funny": 7}
    once, twice = dealt(wanted, crowd, "key"), dealt(wanted, crowd, "key")
    assert [kind for _, kind in once] == [kind for _, kind in twice]
    assert sorted(kind for _, kind in once) == ["funny"] * 7 + ["like"] * 8


def test_readers_are_turned_without_losing_one():
    readers = [User(pk=number) for number in range(30)]
    other = turned(readers, "some key")
    assert sorted(user.pk for user in other) == list(range(30))
    assert {tuple(user.pk for user in turned(readers, key)) for key in "abcdef"} != {
        tuple(range(30))
    }
    assert turned([], "key") == []


@pytest.mark.parametrize(("model", "make"), [(Reaction, make_post), (CommentReaction, None)])
def test_reactions_are_given_with_time_and_counters(model, make):
    target = make() if make else make_comment(make_post())
    at = timezone.now() - timedelta(days=2)
    give(model, target, [(make_user("ben"), "like"), (make_user("eve"), "thanks")], at)
    target.refresh_from_db()
    assert (target.like_count, target.thanks_count) == (1, 1)
    assert set(target.reactions.values_list("created_at", flat=True)) == {at}


def test_giving_nothing_changes_nothing():
    post = make_post()
    give(Reaction, post, [], timezone.now())
    post.refresh_from_db()
    assert post.reaction_count == 0
