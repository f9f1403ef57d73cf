"""Live topics and hints of the feed. A hint says that something changed, never what; to that
`feed/delivery.py` adds what those see who may read it at that moment."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from feed.models import Placement, Post
from kit.database.prepared import prepared
from kit.live.hints import send_hint, topic


@topic("post")
def post_channels(user: User, pk: int) -> list[str]:
    """The thread of one post."""
    return [
        f"post:{post}"
        for post in Post.objects.visible_to(user).filter(pk=pk).values_list("pk", flat=True)
    ]


def hint_spaces(space_ids: Sequence[int], *, post_id: int, change: str) -> None:
    """Tell the open feeds of these spaces that `post_id` is new, edited, gone or reacted to."""
    for pk in space_ids:
        send_hint(f"space:{pk}", post=post_id, change=change)


def hint_thread(post_id: int, *, comment_id: int | None = None, change: str) -> None:
    """Tell the open pages of a post that it or one of its comments changed."""
    send_hint(f"post:{post_id}", post=post_id, comment=comment_id, change=change)


def hint_counts(post_id: int, *, comment_id: int | None = None, change: str = "reacted") -> None:
    """The same for what moves the counters of a post: open feeds show them, too."""
    hint_thread(post_id, comment_id=comment_id, change=change)
    hint_spaces(spaces_of(post_id), post_id=post_id, change="reacted")


@prepared
def spaces_of(post_id: int) -> QuerySet[Any]:
    """The ids of the spaces in which a post stands."""
    return Placement.objects.filter(post=post_id).values_list("space_id", flat=True)
