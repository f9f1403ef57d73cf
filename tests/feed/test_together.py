"""Twelve equal requests at once leave one row, no error, and counters equal to the rows."""

import uuid

import pytest
from django.test import Client

from feed.actions import create_post, delete_post, react_to_post, take_back_reaction, write_comment
from feed.models import Comment, Placement, Post, Reaction
from kit.models import OutboxEntry
from tests.factories import make_post, make_space, make_user
from tests.together import TWELVE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_E2_twelve_equal_posts_at_once_are_one_post():
    anna = make_user("anna")
    space, client_id = make_space(anna), uuid.uuid4()
    posts = at_once(lambda n: create_post(by=anna, spaces=[space], body="Hi", client_id=client_id))
    space.refresh_from_db()
    assert len({post.pk for post in posts}) == 1
    assert [post.repeated for post in posts].count(False) == 1
    assert (Post.objects.count(), Placement.objects.count(), space.post_seq) == (1, 1, 1)
    assert OutboxEntry.objects.filter(event="feed.PostPublished").count() == 1


def test_E2_twelve_equal_comments_at_once_are_one_comment():
    anna = make_user("anna")
    post, client_id = make_post(anna), uuid.uuid4()
    comments = at_once(lambda n: write_comment(by=anna, post=post, body="Hi", client_id=client_id))
    post.refresh_from_db()
    assert len({comment.pk for comment in comments}) == 1
    assert (Comment.objects.count(), post.comment_count) == (1, 1)


def test_G1_twelve_equal_reactions_at_once_are_one_reaction():
    anna, ben = make_user("anna"), make_user("ben")
    post = make_post(anna)
    at_once(lambda n: react_to_post(by=ben, post=post))
    post.refresh_from_db()
    assert (Reaction.objects.count(), post.like_count) == (1, 1)


def test_G1_changing_and_taking_back_at_once_keeps_counters_equal_to_rows():
    anna, ben = make_user("anna"), make_user("ben")
    post = make_post(anna)
    kinds = ["like", "helpful", "funny"]

    def one(number: int) -> None:
        if number % 4 == 3:
            take_back_reaction(by=ben, post=post)
        else:
            react_to_post(by=ben, post=post, kind=kinds[number % 3])

    at_once(one)
    post.refresh_from_db()
    rows = list(Reaction.objects.values_list("kind", flat=True))
    assert sorted(
        kind.value for kind, count in post.reaction_kinds for _ in range(count)
    ) == sorted(rows)


def test_twelve_people_write_into_two_spaces_without_deadlock():
    people = [make_user(f"person{n}") for n in range(TWELVE)]
    first, second = make_space(*people), make_space(*people)

    def write(number: int) -> Post:
        spaces = [first, second] if number % 2 else [second, first]
        return create_post(by=people[number], spaces=spaces, body=f"Post {number}")

    at_once(write)
    for space in (first, second):
        space.refresh_from_db()
        assert space.post_seq == TWELVE == space.placements.count()


def test_deleting_while_others_comment_leaves_no_comment_behind():
    anna = make_user("anna")
    post = make_post(anna)

    def one(number: int) -> int:
        client = Client()
        client.force_login(anna)
        address = f"/api/v1/posts/{post.pk}/"
        if number == TWELVE // 2:
            return client.delete(address).status_code
        sent = {"body": f"Comment {number}"}
        return client.post(f"{address}comments/", sent, content_type="application/json").status_code

    # 409: the comment was written, and gone again before its answer was
    assert set(at_once(one)) <= {201, 204, 404, 409}
    assert not Comment.objects.living().exists()
    delete_post(by=anna, post=post)


def test_E2_twelve_equal_requests_over_rest_answer_201_once_and_200_else():
    anna = make_user("anna")
    space, client_id = make_space(anna), str(uuid.uuid4())
    sent = {"body": "Hi", "spaces": [space.slug], "client_id": client_id}

    def one(number: int) -> tuple[int, int]:
        client = Client()
        client.force_login(anna)
        answer = client.post("/api/v1/posts/", sent, content_type="application/json")
        return answer.status_code, answer.json()["id"]

    answers = at_once(one)
    assert len({pk for _, pk in answers}) == 1
    assert sorted(status for status, _ in answers) == [200] * (TWELVE - 1) + [201]
