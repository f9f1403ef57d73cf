"""Posts: written once, changed by their author, gone for everybody."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from feed import timeline
from feed.actions import create_post, delete_post, edit_post
from feed.limits import POST_LENGTH
from feed.models import Post, PostTopic
from kit import limits
from kit.http.exceptions import Conflict, Problem
from kit.models import OutboxEntry
from spaces.models import Membership
from tests.factories import make_comment, make_post, make_space, make_user


def events(name):
    return [entry.payload for entry in OutboxEntry.objects.filter(event=f"feed.{name}")]


def test_a_post_stands_in_its_spaces_and_moves_their_positions_on():
    anna, ben = make_user("anna"), make_user("ben")
    first, second = make_space(anna, ben), make_space(anna)
    post = create_post(by=anna, spaces=[second, first], body="Heat pump **works** again")
    assert {space.pk for space in post.spaces.all()} == {first.pk, second.pk}
    first.refresh_from_db()
    assert first.post_seq == 1
    assert "<strong>works</strong>" in post.body_html
    assert events("PostPublished") == [{"post_id": post.pk, "by_id": anna.pk}]


def test_the_own_post_is_not_unread_for_its_author_but_for_others():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(anna, ben)
    make_post(anna, space)
    seen = {row.user_id: row.seen_seq for row in Membership.objects.filter(space=space)}
    assert (seen[anna.pk], seen[ben.pk]) == (1, 0)


def test_E2_the_same_client_id_gives_the_same_post():
    anna = make_user("anna")
    space, client_id = make_space(anna), uuid.uuid4()
    first = make_post(anna, space, client_id=client_id)
    second = make_post(anna, space, client_id=client_id)
    assert first.pk == second.pk
    space.refresh_from_db()
    assert (Post.objects.count(), space.post_seq, len(events("PostPublished"))) == (1, 1, 1)


def test_E2_the_same_client_id_with_other_text_is_a_conflict():
    anna = make_user("anna")
    space, client_id = make_space(anna), uuid.uuid4()
    make_post(anna, space, client_id=client_id)
    with pytest.raises(Conflict):
        make_post(anna, space, body="Something else", client_id=client_id)


def test_E2_repeating_after_deletion_does_not_revive_the_post():
    anna = make_user("anna")
    space, client_id = make_space(anna), uuid.uuid4()
    post = make_post(anna, space, client_id=client_id)
    delete_post(by=anna, post=post)
    again = make_post(anna, space, client_id=client_id)
    assert again.pk == post.pk
    assert not Post.objects.visible_to(anna).exists()


def test_two_people_may_use_the_same_client_id():
    anna, ben = make_user("anna"), make_user("ben")
    space, client_id = make_space(anna, ben), uuid.uuid4()
    assert make_post(anna, space, client_id=client_id) != make_post(ben, space, client_id=client_id)


@pytest.mark.parametrize(
    ("body", "code"),
    [("", "empty"), ("  \n ", "empty"), ("x" * (POST_LENGTH + 1), "too_long")],
)
def test_C2_a_text_outside_its_limits_is_refused_with_a_code(body, code):
    anna = make_user("anna")
    with pytest.raises(Problem) as refusal:
        make_post(anna, make_space(anna), body=body)
    assert (refusal.value.code, refusal.value.field) == (code, "body")


def test_C2_more_than_fifty_mentions_are_refused():
    anna = make_user("anna")
    crowd = " ".join(f"@person{n}" for n in range(limits.MENTIONS + 1))
    with pytest.raises(Problem) as refusal:
        make_post(anna, make_space(anna), body=crowd)
    assert refusal.value.limit == limits.MENTIONS


def test_a_post_needs_a_space():
    with pytest.raises(Problem) as refusal:
        create_post(by=make_user("anna"), spaces=[], body="Hello")
    assert refusal.value.field == "spaces"


def test_A7_nobody_posts_into_a_space_of_others():
    eve = make_user("eve")
    with pytest.raises(PermissionDenied):
        create_post(by=eve, spaces=[make_space(make_user("anna"))], body="Hello")
    assert not Post.objects.exists()


def test_A5_only_mentioned_people_who_may_read_the_post_are_told():
    anna, ben, eve = make_user("anna"), make_user("ben"), make_user("eve")
    space = make_space(anna, ben, access="closed")
    post = make_post(anna, space, body="@ben @eve @nobody look")
    (told,) = events("PeopleMentioned")
    assert told["user_ids"] == [ben.pk]
    assert eve.pk not in told["user_ids"]
    assert 'href="/people/ben/"' in post.body_html


def test_editing_changes_text_html_topics_and_version():
    anna = make_user("anna")
    post = make_post(anna, body="About #pumps")
    edited = edit_post(by=anna, post=post, body="About #valves and #pipes", version=1)
    assert (edited.version, edited.edited_at is not None) == (2, True)
    names = PostTopic.objects.filter(post=post).values_list("topic__name", flat=True)
    assert set(names) == {"valves", "pipes"}


def test_editing_without_a_change_is_no_edit():
    anna = make_user("anna")
    post = make_post(anna, body="As it is")
    edited = edit_post(by=anna, post=post, body="As it is")
    assert (edited.version, edited.edited_at) == (1, None)


def test_editing_tells_only_newly_mentioned_people():
    anna, ben, carl = make_user("anna"), make_user("ben"), make_user("carl")
    post = make_post(anna, make_space(anna, ben, carl), body="@ben look")
    edit_post(by=anna, post=post, body="@ben @carl look")
    assert [told["user_ids"] for told in events("PeopleMentioned")] == [[ben.pk], [carl.pk]]


def test_E6_an_edit_of_an_older_version_is_a_conflict_and_overwrites_nothing():
    anna = make_user("anna")
    post = make_post(anna, body="One")
    edit_post(by=anna, post=post, body="Two", version=1)
    with pytest.raises(Conflict):
        edit_post(by=anna, post=post, body="Three", version=1)
    post.refresh_from_db()
    assert post.body == "Two"


def test_nobody_edits_the_words_of_others():
    anna, boss = make_user("anna"), make_user("boss", role="administrator")
    with pytest.raises(PermissionDenied):
        edit_post(by=boss, post=make_post(anna), body="Nicer")


def test_E7_deleting_takes_text_comments_and_topics_away():
    anna, ben = make_user("anna"), make_user("ben")
    post = make_post(anna, make_space(anna, ben), body="Secret #plan")
    comment = make_comment(post, ben, "A remark")
    delete_post(by=anna, post=post)
    post.refresh_from_db()
    comment.refresh_from_db()
    assert (post.body, post.body_html, comment.body) == ("", "", "")
    assert not PostTopic.objects.exists()
    assert not Post.objects.visible_to(anna).exists()
    assert events("PostDeleted") == [{"post_id": post.pk, "by_id": anna.pk}]


def test_deleting_twice_is_deleting_once():
    anna = make_user("anna")
    post = make_post(anna)
    delete_post(by=anna, post=post)
    delete_post(by=anna, post=post)
    assert len(events("PostDeleted")) == 1


def test_strangers_do_not_delete():
    with pytest.raises(PermissionDenied):
        delete_post(by=make_user("eve"), post=make_post(make_user("anna")))


def test_a_manager_takes_a_post_out_of_the_own_space_only():
    anna, mia = make_user("anna"), make_user("mia")
    managed, other = make_space(anna, managers=(mia,)), make_space(anna)
    post = make_post(anna, spaces=[managed, other])
    delete_post(by=mia, post=post)
    assert [space.pk for space in post.spaces.all()] == [other.pk]
    assert Post.objects.visible_to(anna).get(pk=post.pk).body == "Hello"


def test_a_manager_of_the_last_space_deletes_the_post():
    anna, mia = make_user("anna"), make_user("mia")
    post = make_post(anna, make_space(anna, managers=(mia,)))
    delete_post(by=mia, post=post)
    post.refresh_from_db()
    assert post.deleted_at


def test_a_share_refers_to_the_post_and_counts():
    anna, ben = make_user("anna"), make_user("ben")
    source = make_post(anna, make_space(anna))
    share = make_post(ben, make_space(ben), body="Worth reading", shared=source)
    source.refresh_from_db()
    assert (share.shared_id, source.share_count) == (source.pk, 1)
    delete_post(by=ben, post=share)
    source.refresh_from_db()
    assert source.share_count == 0


def test_a_share_needs_no_own_words():
    anna = make_user("anna")
    assert make_post(anna, body="", shared=make_post(anna)).body == ""


def test_a_share_of_a_share_refers_to_the_first_post():
    anna = make_user("anna")
    source = make_post(anna)
    share = make_post(anna, shared=source)
    assert make_post(anna, shared=share).shared_id == source.pk


def test_A6_a_share_never_leaves_the_closed_space_of_its_source():
    anna = make_user("anna")
    closed, wider = make_space(anna, access="closed"), make_space(anna)
    source = make_post(anna, closed)
    with pytest.raises(Problem) as refusal:
        make_post(anna, wider, shared=source)
    assert refusal.value.code == "wider_audience"
    assert make_post(anna, closed, shared=source).shared_id == source.pk


def test_A6_a_share_shows_nothing_when_its_source_was_moved_out_of_sight():
    anna, ben = make_user("anna"), make_user("ben")
    source_space, shared_space = make_space(anna), make_space(anna, ben)
    share = make_post(anna, shared_space, shared=make_post(anna, source_space))
    assert timeline.cards(ben, [share.pk])[0].shared is not None
    source_space.access = "closed"
    source_space.save()
    assert timeline.cards(ben, [share.pk])[0].shared is None
