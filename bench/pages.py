"""Queries and bytes of the feed and post pages: few items and many, little data and much."""

import brotli
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.report import Row, at_most, measurement
from feed.models import Comment, Post
from tests.factories import make_comment, make_post, make_space, make_user

QUERIES, FEED_KB, POST_KB = 12, 22, 16


def few_and_many(scale: str) -> list[Row]:
    """The feed with 2 and with 20 posts, a post with 2 and with 20 comments."""
    rows = []
    for count in (2, 20):
        person = make_user(f"reader-{count}-{scale}")
        space = make_space(person, access="closed")
        posts = [make_post(person, space, f"Post **{n}** about #pumps") for n in range(count)]
        for n in range(count):
            make_comment(posts[0], person, f"Comment {n}")
        rows += _measured(f"feed, {count} posts, {scale}", person, "/?show=spaces", FEED_KB)
        rows += _measured(
            f"post, {count} comments, {scale}", person, posts[0].get_absolute_url(), POST_KB
        )
    return rows + _flatness(rows)


def _flatness(rows: list[Row]) -> list[Row]:
    queries = [int(row.value) for row in rows if row.name.endswith("queries")]
    return [
        at_most("feed: queries for 20 posts more than for 2", queries[2] - queries[0], 0),
        at_most("post: queries for 20 comments more than for 2", queries[3] - queries[1], 0),
    ]


def of_the_crowd(scale: str) -> list[Row]:
    """The same pages for a person and a post out of the large data set."""
    person = User.objects.active().filter(memberships__isnull=False).order_by("pk").first()
    busiest = Comment.objects.visible_to(person).order_by("-pk").values("post")[:1]
    post = Post.objects.get(pk=busiest)
    rows = _measured(f"feed, {scale}", person, "/", FEED_KB)
    return rows + _measured(f"post, {scale}", person, post.get_absolute_url(), POST_KB)


def _measured(name: str, person: User, address: str, budget: int) -> list[Row]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    kilobytes = len(brotli.compress(answer.content, quality=4)) / 1000
    return [
        at_most(f"{name}: queries", len(queries), QUERIES),
        at_most(f"{name}: compressed", round(kilobytes, 1), budget, "KB"),
        measurement(f"{name}: plain", round(len(answer.content) / 1000, 1), "KB"),
    ]
