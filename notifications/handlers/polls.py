"""What is told of polls: that one asks, that it ends soon, what came out."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from feed.events import PostDeleted, PostPublished
from kit.jobs.outbox import on
from notifications.handlers.feed import places
from notifications.kinds import Kind
from notifications.models import Cause
from notifications.notify import NOBODY, Notice, notify, withdraw
from notifications.targets.polls import POLL, POLL_ENDING, RESULT
from polls.events import PollClosed, PollEndsSoon
from polls.models import Poll


@on(PostPublished)
def tell_of_poll(event: PostPublished) -> None:
    """Ask the members of the spaces it stands in; announcements say for themselves that they are
    there."""
    for poll in _polls(post=event.post_id, post__carries=""):
        notice = _notice(poll, POLL, "poll", event.by_id, poll.post.published_at)
        notify(notice, poll.still_open_for(), exclude=event.by_id)


@on(PollEndsSoon)
def tell_of_end(event: PollEndsSoon) -> None:
    """Tell those who have not voted. Who is told is never shown."""
    for poll in _polls(pk=event.poll_id):
        if poll.is_open and poll.reminded_at:
            author = poll.post.author_id
            notice = _notice(poll, POLL_ENDING, "poll", author, poll.reminded_at)
            notify(notice, poll.still_open_for(), exclude=author)


@on(PollClosed)
def tell_of_result(event: PollClosed) -> None:
    """Tell the author, and who voted under the own name.

    Anonymous voters are not told: a row for each of them would be a list of who took part. In a
    conversation a note stands where the poll was asked.
    """
    for poll in _polls(pk=event.poll_id).filter(closed_at__isnull=False):
        post, voted = poll.post, poll.votes().filter(user=OuterRef("pk"))
        actor = event.by_id or post.author_id
        notice = _notice(poll, RESULT, "post", actor, poll.closed_at or timezone.now())
        readers = post.readers().filter(Q(pk=post.author_id) | Q(Exists(voted)))
        notify(notice, readers, exclude=event.by_id or NOBODY)


@on(PostDeleted)
def take_back_poll(event: PostDeleted) -> None:
    """A deleted poll asks nobody."""
    withdraw(Cause.objects.filter(target="poll", target_id=event.post_id))


def _polls(**narrower: Any) -> QuerySet[Any]:
    """Polls of living posts."""
    found = Poll.objects.filter(post__isnull=False, post__deleted_at=None, **narrower)
    return found.select_related("post")


def _notice(poll: Poll, kind: Kind, target: str, actor: int, at: datetime) -> Notice:
    """A row that leads to the post of the poll."""
    post: Any = poll.post
    return Notice(kind, f"post:{post.pk}", target, post.pk, actor, at, places(post))
