"""What is found of polls: the question and the answers; never who chose what."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chat.events import MessageDeleted, MessageEdited, MessageSent
from feed.events import PostDeleted, PostEdited, PostModerated, PostMoved, PostPublished
from kit.database.prepared import prepared
from kit.search import Document, Source
from kit.text import rendering
from polls.events import PollChanged, PollClosed
from polls.models import Poll

LONGEST = 100_000


def asked() -> QuerySet[Poll]:
    """Polls below posts and messages that were not deleted; drafts stand nowhere."""
    in_posts = Poll.objects.filter(post__deleted_at=None, post__placements__isnull=False)
    in_messages = Poll.objects.filter(message__deleted_at=None, message__isnull=False)
    return (in_posts | in_messages).distinct()


def polls(ids: Collection[int]) -> Iterator[Document]:
    """Polls as the index knows them; read where what they stand in is."""
    rows = asked().filter(pk__in=ids).select_related("post", "message")
    for poll in rows.prefetch_related("options", "post__placements"):
        post, message = poll.post, poll.message
        placed = post.placements.all() if post else ()
        yield Document(
            id=poll.pk,
            title=rendering.excerpt(poll.container.body, LONGEST),
            body=" · ".join(option.text for option in poll.options.all()),
            url=poll.container.get_absolute_url(),
            at=post.published_at if post else message.created_at,  # type: ignore[union-attr]
            spaces=[placement.space_id for placement in placed],
            conversation=message.conversation_id if message else None,
            position=message.seq if message else 0,
            author=poll.container.author_id,
            expires_at=poll.closed_at or poll.ends_at,
        )


def _of_poll(event: Any) -> list[int]:
    return [event.poll_id]


def _of_post(event: Any) -> list[int]:
    return _in_post(event.post_id)


@prepared
def _in_post(post: int) -> QuerySet[Any, int]:
    return Poll.objects.filter(post=post).values_list("pk", flat=True)


def _of_message(event: Any) -> QuerySet[Any, int]:
    return Poll.objects.filter(message=event.message_id).values_list("pk", flat=True)


SOURCES = (
    Source(
        name="poll",
        kind="poll",
        label=_("Polls"),
        icon="chart-no-axes-column",
        everything=asked,
        visible_to=Poll.objects.visible_to,
        documents=polls,
        changes={
            **dict.fromkeys((PollChanged, PollClosed), _of_poll),
            **dict.fromkeys((PostPublished, PostEdited), _of_post),
            **dict.fromkeys((MessageSent, MessageEdited), _of_message),
        },
        removals={
            **dict.fromkeys((PostDeleted, PostModerated, PostMoved), _of_post),
            MessageDeleted: _of_message,
        },
        order=50,
    ),
)
