"""What people are told of polls: that one asks, that it ends soon, what came out."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feed.events import PostDeleted, PostPublished
from feed.notification_targets import posts, posts_with_place, preview
from feed.notifications import places
from kit.database.expressions import among
from kit.jobs.outbox import on
from notifications import kinds, targets
from notifications.kinds import NotificationKind
from notifications.models import Cause
from notifications.notify import NOBODY, Notice, notify, withdraw
from notifications.preferences.topics import NotificationTopic
from notifications.targets import Target
from polls.digest import SECTION
from polls.events import PollClosed, PollEndsSoon
from polls.models import Participation, Poll

# --- the kinds
SECTIONS = [SECTION]
POLL = kinds.register(
    NotificationKind(
        name="poll",
        label=_("Poll"),
        topic=NotificationTopic.POLLS,
        icon="chart-no-axes-column",
        sentence=_("%(who)s started a poll"),
        push_text=_("There is something new about a poll or survey."),
        section=SECTION,
    )
)
POLL_ENDING = kinds.register(
    NotificationKind(
        name="poll_ending",
        label=_("End of a poll"),
        topic=NotificationTopic.POLLS,
        icon="chart-no-axes-column",
        sentence=_("A poll ends soon"),
        push_text=_("There is something new about a poll or survey."),
        replaces=("poll",),
        section=SECTION,
    )
)
RESULT = kinds.register(
    NotificationKind(
        name="result",
        label=_("Result of a poll"),
        topic=NotificationTopic.POLLS,
        icon="chart-no-axes-column",
        sentence=_("The poll has ended"),
        push_text=_("There is something new about a poll or survey."),
        replaces=("poll", "poll_ending"),
    )
)


# --- what they lead to
def voted_or_closed() -> Q:
    """That the recipient has voted, or nobody can any more."""
    voted = Participation.objects.filter(poll=OuterRef("pk"), user=OuterRef(OuterRef("recipient")))
    over = Q(closed_at__isnull=False) | Q(ends_at__lte=Now())
    return among(Poll.objects.filter(over | Q(Exists(voted))), "target_id", by="post")


# what is told of a poll leads to its post, is read where that is, and looks like it
targets.register(Target("poll", posts, posts_with_place, preview, voted_or_closed))


# --- who is told
@on(PostPublished)
def notify_poll(event: PostPublished) -> None:
    """Ask the members of the spaces it stands in; announcements say for themselves that they are
    there."""
    for poll in _polls(post=event.post_id, post__carries=""):
        notice = _notice(poll, POLL, "poll", event.by_id, poll.post.published_at)
        notify(notice, poll.still_open_for(), exclude=event.by_id)


@on(PollEndsSoon)
def notify_poll_ends_soon(event: PollEndsSoon) -> None:
    """Tell those who have not voted. Who is told is never shown."""
    for poll in _polls(pk=event.poll_id):
        if poll.is_open and poll.reminded_at:
            author = poll.post.author_id
            notice = _notice(poll, POLL_ENDING, "poll", author, poll.reminded_at)
            notify(notice, poll.still_open_for(), exclude=author)


@on(PollClosed)
def notify_poll_result(event: PollClosed) -> None:
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


def _notice(poll: Poll, kind: NotificationKind, target: str, actor: int, at: datetime) -> Notice:
    """A row that leads to the post of the poll."""
    post: Any = poll.post
    return Notice(kind, f"post:{post.pk}", target, post.pk, actor, at, places(post))
