"""Somebody back from leave: thousands of lines in the bell, hundreds of duties, many rooms."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from feed.models import Placement, Post
from notifications.models import Notification
from spaces.models import Membership, Space
from surveys.models import Participation, Response, Survey
from tests.announcements.newsroom import make_announcement, make_editor
from tests.factories import make_group, make_message, make_space, make_user
from tests.signed_in import make_people
from tests.surveys.making import QUESTIONS, end, make_survey


def make_busy(person: User, lines: int = 3_000, duties: int = 200, rooms: int = 150) -> User:
    """Let that much wait for `person`."""
    other = make_user("other")
    # closed: what waits for this person is not at the top of everybody else's feed
    editor = make_editor()
    space = make_space(other, person, editor, name="Everything", access="closed")
    _lines(person, other, space, lines)
    due = timezone.localdate() + timedelta(days=3)
    for number in range(duties):
        make_announcement(space, title=f"Rota {number}", by=editor, confirm_by=due)
    for number in range(rooms):
        make_message(make_group(person, other, name=f"Room {number}"), other, "Still waiting")
    return person


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
            kind=Notification.Kind.REACTION,
            thread=f"post:{post.pk}",
            target="post",
            target_id=post.pk,
        )
        for post in posts
    )


def make_answered(
    author: User, *readers: User, count: int = 5_000, is_over: bool = False
) -> Survey:
    """A named survey of `author` with so many answers, among them a text each."""
    people = make_people(count, "asked-")
    space = make_space(author, *readers, access="closed")
    Membership.objects.bulk_create(Membership(space=space, user=person) for person in people)
    survey = make_survey(author=author, space=space, anonymous=False, questions=QUESTIONS)
    now = timezone.now()
    Response.objects.bulk_create(
        Response(
            survey=survey,
            user=person,
            answers={"mood": 1 + n % 5, "pick": n % 3, "number": n % 40, "words": f"Because {n}"},
            finished_at=now,
        )
        for n, person in enumerate(people)
    )
    Participation.objects.bulk_create(Participation(survey=survey, user=one) for one in people)
    return end(survey) if is_over else survey
