"""Lists: newest first, complete, without doubles, flat."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed import timeline
from feed.models import Placement, Post, Topic
from kit.http.exceptions import Problem
from spaces.actions import remove_member
from tests.factories import make_post, make_space, make_user


def backdate(post, **ago):
    moment = timezone.now() - timedelta(**ago)
    Post.objects.filter(pk=post.pk).update(published_at=moment)
    Placement.objects.filter(post=post).update(published_at=moment)
    return moment


def all_pages(read):
    found, cursor = [], None
    while True:
        page = read(cursor)
        found += [card.pk for card in page.items]
        if not (cursor := page.next):
            return found


def test_the_feed_is_newest_first_and_every_page_follows_the_last():
    anna = make_user("anna")
    space, other = make_space(anna), make_space(anna)
    posts = [make_post(anna, space if n % 2 else other, f"Post {n}") for n in range(7)]
    backdate(posts[6], days=2)
    found = all_pages(lambda cursor: timeline.feed(anna, after=cursor, size=3))
    assert found == [posts[n].pk for n in (5, 4, 3, 2, 1, 0, 6)]


@pytest.mark.parametrize(("minutes", "status"), [(1, 404), (-1, 200)])
def test_A1_a_planned_post_is_there_for_nobody_before_its_minute(client, minutes, status):
    anna, ben = make_user("anna"), make_user("ben")
    post = make_post(anna, make_space(anna, ben))
    backdate(post, minutes=-minutes)
    doors = [f"/p/{post.pk}/", f"/api/v1/posts/{post.pk}/", f"/api/v1/posts/{post.pk}/comments/"]
    for person in (anna, ben):
        client.force_login(person)
        assert [client.get(door).status_code for door in doors] == [status] * 3
        assert (post.pk in [card.pk for card in timeline.feed(person).items]) is (status == 200)


def test_posts_of_the_same_moment_are_neither_lost_nor_doubled():
    anna = make_user("anna")
    space = make_space(anna)
    ids = [make_post(anna, space, f"Post {n}").pk for n in range(5)]
    moment = timezone.now() - timedelta(hours=1)
    Post.objects.update(published_at=moment)
    Placement.objects.update(published_at=moment)
    assert all_pages(lambda cursor: timeline.feed(anna, after=cursor, size=2)) == ids[::-1]


def test_a_post_in_several_spaces_appears_once():
    anna = make_user("anna")
    post = make_post(anna, spaces=[make_space(anna), make_space(anna), make_space(anna)])
    assert [card.pk for card in timeline.feed(anna).items] == [post.pk]


def test_A1_the_feed_holds_exactly_what_may_be_read():
    anna, eve = make_user("anna"), make_user("eve")
    seen = make_post(anna, make_space(anna))
    make_post(anna, make_space(anna, access="closed"))
    make_post(anna, make_space(anna, access="secret"))
    assert [card.pk for card in timeline.feed(eve).items] == [seen.pk]
    assert len(timeline.feed(anna).items) == 3


def test_A5_a_card_names_only_spaces_its_reader_may_read():
    anna, eve = make_user("anna"), make_user("eve")
    public, secret = make_space(anna), make_space(anna, access="secret")
    make_post(anna, spaces=[public, secret])
    (card,) = timeline.feed(eve).items
    assert [space.pk for space in card.spaces.all()] == [public.pk]


def test_my_groups_leaves_out_open_spaces_of_others():
    anna, ben = make_user("anna"), make_user("ben")
    mine = make_post(anna, make_space(anna, ben))
    make_post(anna, make_space(anna))
    assert [card.pk for card in timeline.feed(ben, show="spaces").items] == [mine.pk]


def test_A3_a_removed_member_reads_nothing_more():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(anna, ben, access="closed", managers=(make_user("mia"),))
    make_post(anna, space)
    assert timeline.feed(ben).items
    remove_member(by=make_user("mia"), space=space, user=ben)
    assert not timeline.feed(ben).items


def test_posts_of_the_future_wait():
    anna = make_user("anna")
    backdate(make_post(anna), hours=-1)
    assert not timeline.feed(anna).items


def test_the_pill_counts_what_others_wrote_since():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(anna, ben)
    cursor = timeline.cursor_of(make_post(anna, space))
    assert timeline.newer_than(ben, cursor) == []
    news = [make_post(anna, space, f"News {n}").pk for n in range(3)]
    make_post(ben, space, "My own")
    assert timeline.newer_than(ben, cursor) == news[::-1]


def test_a_topic_lists_its_readable_posts():
    anna, eve = make_user("anna"), make_user("eve")
    post = make_post(anna, make_space(anna), "See #Wärmepumpe")
    make_post(anna, make_space(anna, access="closed"), "See #wärmepumpe")
    topic = Topic.objects.get()
    assert [card.pk for card in timeline.of_topic(eve, topic).items] == [post.pk]
    assert len(timeline.of_topic(anna, topic).items) == 2


def test_a_profile_lists_its_readable_posts():
    anna, eve = make_user("anna"), make_user("eve")
    post = make_post(anna, make_space(anna))
    make_post(anna, make_space(anna, access="secret"))
    assert [card.pk for card in timeline.of_person(eve, anna).items] == [post.pk]


@pytest.mark.parametrize(
    "cursor", ["x", "äöü", "AAAA", "MS4x.", "LTEuLTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE"]
)
def test_C1_a_cursor_that_is_not_ours_is_a_clear_refusal(cursor):
    with pytest.raises(Problem):
        timeline.feed(make_user("anna"), after=cursor)


@pytest.mark.parametrize("spaces", [1, 12])
def test_the_feed_costs_the_same_for_2_and_20_posts(count_queries, spaces):
    anna = make_user("anna")
    rooms = [make_space(anna) for _ in range(spaces)]
    make_post(anna, rooms[0]), make_post(anna, rooms[-1])
    few = count_queries(lambda: timeline.feed(anna))
    for n in range(18):
        make_post(anna, rooms[n % spaces], f"Post {n}")
    assert count_queries(lambda: timeline.feed(anna)) == few <= 8
