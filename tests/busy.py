"""Somebody back from leave: thousands of lines in the bell, hundreds of duties, many chats."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from accounts.models import User
from feed.models import Placement, Post
from notifications.models import Notification
from spaces.models import Space
from tests.factories import make_group, make_message, make_space, make_user
from tests.statistics import analyze


def make_busy(
    person: User, lines: int = 3_000, duties: int = 200, conversations: int = 150
) -> User:
    """Let that much wait for `person`."""
    other = make_user("other")
    # closed: what waits for this person is not at the top of everybody else's feed
    editor = make_user("lena", role=User.Role.EDITOR)
    space = make_space(other, person, editor, name="Everything", access="closed")
    _lines(person, other, space, lines)
    if apps.is_installed("announcements"):
        _duties(editor, space, duties)
    for number in range(conversations):
        make_message(make_group(person, other, name=f"Room {number}"), other, "Still waiting")
    analyze()
    return person


def _duties(editor: User, space: Space, count: int) -> None:
    from tests.announcements.newsroom import make_announcement

    due = timezone.localdate() + timedelta(days=3)
    for number in range(count):
        make_announcement(space, title=f"Rota {number}", by=editor, confirm_by=due)


def _lines(person: User, other: User, space: Space, count: int) -> None:
    now = timezone.now()
    posts = Post.objects.bulk_create(
        Post(author=person, body=f"Post {n}", published_at=now - timedelta(minutes=n))
        for n in range(count)
    )
    Placement.objects.bulk_create(
        Placement(post=post, space=space, published_at=post.published_at) for post in posts
    )
    Notification.objects.bulk_create(
        Notification(
            recipient=person,
            actor=other,
            kind="reaction",
            thread=f"post:{post.pk}",
            target="post",
            target_id=post.pk,
        )
        for post in posts
    )
