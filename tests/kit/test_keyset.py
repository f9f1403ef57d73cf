"""Pages by cursor: complete, in order, and deaf to garbage."""

import base64
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feed.models import Post
from kit.database import keyset
from kit.http.exceptions import Problem
from tests.factories import make_post, make_space, make_user

ORDER = ("-published_at", "-id")


@pytest.fixture
def posts() -> list[Post]:
    """Seven posts, three of them at the very same moment, newest first."""
    anna = make_user("anna")
    space = make_space(anna)
    made = [make_post(anna, space, body=f"Post {number}") for number in range(7)]
    now = timezone.now()
    for number, post in enumerate(made):
        moment = now - timedelta(minutes=number if number < 4 else 4)
        Post.objects.filter(pk=post.pk).update(published_at=moment)
    return list(Post.objects.order_by(*ORDER))


def read_all(size: int, order: tuple[str, ...] = ORDER) -> list[Post]:
    found, after = [], None
    while True:
        page = keyset.page(Post.objects.all(), order=order, after=after, size=size)
        found += page.items
        if (after := page.next) is None:
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_give_every_row_once_and_in_order(posts: list[Post], size: int) -> None:
    assert read_all(size) == posts


def test_the_other_direction_works_the_same(posts: list[Post]) -> None:
    assert read_all(2, ("published_at", "id")) == posts[::-1]


def test_reading_back_gives_the_page_before(posts: list[Post]) -> None:
    first = keyset.page(Post.objects.all(), order=ORDER, size=3)
    second = keyset.page(Post.objects.all(), order=ORDER, after=first.next, size=3)
    back = keyset.page(Post.objects.all(), order=ORDER, before=second.previous, size=3)
    assert back.items == first.items == posts[:3]
    assert (first.previous, back.previous) == (None, None)
    assert back.next == first.next


def test_a_new_row_does_not_move_the_pages(posts: list[Post]) -> None:
    first = keyset.page(Post.objects.all(), order=ORDER, size=3)
    make_post(body="Newer than all")
    assert (
        keyset.page(Post.objects.all(), order=ORDER, after=first.next, size=3).items == posts[3:6]
    )


def test_a_cursor_survives_the_deletion_of_its_row(posts: list[Post]) -> None:
    first = keyset.page(Post.objects.all(), order=ORDER, size=3)
    Post.objects.filter(pk=posts[2].pk).update(published_at=timezone.now())
    assert (
        keyset.page(Post.objects.all(), order=ORDER, after=first.next, size=3).items == posts[3:6]
    )


def test_C2_a_page_has_at_most_a_hundred_rows(posts: list[Post]) -> None:
    with CaptureQueriesContext(connection) as queries:
        keyset.page(Post.objects.all(), order=ORDER, size=10_000)
    assert "LIMIT 101" in queries[0]["sql"]


def test_the_filter_can_start_in_the_middle_of_an_index(posts: list[Post]) -> None:
    cursor = keyset.cursor_of(posts[2], ORDER)
    rows = keyset.page(Post.objects.all(), order=ORDER, after=cursor).items
    assert rows == posts[3:]
    sql = str(Post.objects.filter(keyset._beyond(ORDER, [posts[2].published_at, 1])).query)
    assert " <= " in sql
    assert " OR " in sql


def test_texts_and_foreign_keys_may_order_a_list(posts: list[Post]) -> None:
    for order in [("body", "pk"), ("author", "-pk"), ("author_id", "id"), ("author__handle", "id")]:
        assert read_all(2, order) == list(Post.objects.order_by(*order))


def packed(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


NOW = "2026-01-01T10:00:00+00:00"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "ü",
        "=====",
        "' OR 1=1 --",
        "A" * 10_000,
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"[" * 200).decode(),
        packed(),
        packed(NOW),
        packed(NOW, 1, 2),
        packed(NOW, None),
        packed(NOW, True),
        packed(NOW, 1.5),
        packed(NOW, 2**63),
        packed(NOW, 10**100),
        packed(NOW, "1; DROP"),
        packed("yesterday", 1),
        packed("2026-01-01T10:00:00", 1),
        packed("0001-01-01T00:00:00+14:00", 1),
        packed("9999-12-31T23:59:59-14:00", 1),
        packed("2026-01-01T10:00:00+00:00\0", 1),
        packed({"a": 1}, [2]),
    ],
)
def test_C1_a_cursor_that_is_none_of_ours_is_a_problem(posts: list[Post], cursor: str) -> None:
    with pytest.raises(Problem, match="bad_cursor"):
        keyset.page(Post.objects.all(), order=ORDER, after=cursor)
