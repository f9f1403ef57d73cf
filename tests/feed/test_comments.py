"""Comments: one thread, one level of answers, placeholders instead of holes."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from feed import timeline
from feed.actions import delete_comment, delete_post, edit_comment
from feed.limits import COMMENT_LENGTH
from feed.models import Comment
from kit.http.exceptions import Conflict, Problem
from kit.models import OutboxEntry
from tests.factories import make_comment, make_post, make_space, make_user


def test_a_comment_counts_and_tells():
    ben = make_user("ben")
    post = make_post(make_user("anna"))
    comment = make_comment(post, ben, "Which valve?")
    post.refresh_from_db()
    assert post.comment_count == 1
    told = OutboxEntry.objects.get(event="feed.CommentWritten").payload
    assert told == {"comment_id": comment.pk, "post_id": post.pk, "by_id": ben.pk}


def test_an_answer_to_an_answer_joins_the_conversation():
    post = make_post(make_user("anna"))
    first = make_comment(post)
    answer = make_comment(post, parent=first)
    deeper = make_comment(post, parent=answer)
    assert (answer.parent_id, deeper.parent_id) == (first.pk, first.pk)
    assert {first.thread, answer.thread, deeper.thread} == {first.pk}


def test_E2_the_same_client_id_gives_the_same_comment():
    post, client_id = make_post(make_user("anna")), uuid.uuid4()
    first = make_comment(post, client_id=client_id)
    assert make_comment(post, client_id=client_id).pk == first.pk
    post.refresh_from_db()
    assert post.comment_count == 1
    with pytest.raises(Conflict):
        make_comment(post, body="Other words", client_id=client_id)


def test_C2_a_comment_has_its_own_limit():
    with pytest.raises(Problem) as refusal:
        make_comment(make_post(make_user("anna")), body="x" * (COMMENT_LENGTH + 1))
    assert refusal.value.limit == COMMENT_LENGTH


def test_nobody_comments_on_a_deleted_post():
    anna = make_user("anna")
    post = make_post(anna)
    delete_post(by=anna, post=post)
    with pytest.raises(Http404):
        make_comment(post)
    assert not Comment.objects.exists()


def test_E6_an_edit_of_an_older_version_is_a_conflict():
    anna = make_user("anna")
    comment = make_comment(make_post(anna), body="One")
    assert edit_comment(by=anna, comment=comment, body="Two", version=1).version == 2
    with pytest.raises(Conflict):
        edit_comment(by=anna, comment=comment, body="Three", version=1)


def test_only_the_author_edits_a_comment():
    comment = make_comment(make_post(make_user("anna")), make_user("ben"))
    with pytest.raises(PermissionDenied):
        edit_comment(by=make_user("anna"), comment=comment, body="Better")


def test_E7_a_deleted_comment_keeps_a_placeholder_above_its_answers():
    anna = make_user("anna")
    post = make_post(anna)
    asked, lonely = make_comment(post, anna, "Why?"), make_comment(post, anna, "Alone")
    make_comment(post, anna, "Because", parent=asked)
    delete_comment(by=anna, comment=asked)
    delete_comment(by=anna, comment=lonely)
    rows = timeline.thread(anna, post).items
    assert [(row.body, row.deleted_at is not None) for row in rows] == [
        ("", True),
        ("Because", False),
    ]


def test_deleting_a_comment_twice_counts_once():
    anna = make_user("anna")
    post = make_post(anna)
    comment = make_comment(post, anna)
    delete_comment(by=anna, comment=comment)
    delete_comment(by=anna, comment=comment)
    post.refresh_from_db()
    assert post.comment_count == 0


def test_the_manager_of_the_space_deletes_comments_and_strangers_do_not():
    anna, mia, eve = make_user("anna"), make_user("mia"), make_user("eve")
    comment = make_comment(make_post(anna, make_space(anna, managers=(mia,))), anna)
    with pytest.raises(PermissionDenied):
        delete_comment(by=eve, comment=comment)
    delete_comment(by=mia, comment=comment)
    comment.refresh_from_db()
    assert comment.deleted_at


def test_a_thread_reads_root_then_answers_and_pages_backwards():
    anna = make_user("anna")
    post = make_post(anna)
    first, second = make_comment(post, anna, "1"), make_comment(post, anna, "2")
    make_comment(post, anna, "1a", parent=first)
    make_comment(post, anna, "2a", parent=second)
    late = timeline.thread(anna, post, size=2)
    early = timeline.thread(anna, post, size=2, before=late.next)
    assert [row.body for row in late.items] == ["2", "2a"]
    assert [row.body for row in early.items] == ["1", "1a"]
    assert early.next is None
