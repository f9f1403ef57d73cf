"""What is told of polls: their results."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kit.outbox import on
from notifications.models import Notification
from notifications.telling import NOBODY, News, tell
from polls.events import PollClosed
from polls.models import Poll


@on(PollClosed)
def tell_of_result(event: PollClosed) -> None:
    """Tell the author, and who voted under the own name.

    Anonymous voters are not told: a row for each of them would be a list of who took part. In a
    conversation a note stands where the poll was asked.
    """
    living = Poll.objects.filter(pk=event.poll_id, post__isnull=False, post__deleted_at=None)
    for poll in living.filter(closed_at__isnull=False).select_related("post"):
        post: Any = poll.post
        voted = poll.votes().filter(user=OuterRef("pk"))
        actor = event.by_id or post.author_id
        cause = ("post", post.pk, actor, poll.closed_at or timezone.now())
        news = News(Notification.Kind.RESULT, f"post:{post.pk}", *cause)
        readers = post.readers().filter(Q(pk=post.author_id) | Q(Exists(voted)))
        tell(news, readers, but=event.by_id or NOBODY)
