"""Live topics and hints of the feed. A hint says that something changed, never what."""

from accounts.models import User
from feed.models import Post
from kit.live import push, topic
from spaces.models import Space

SPREAD_FROM = 200  # readers; from here on pages wait a random moment before they ask
SPREAD_MS = 2000


@topic("post")
def post_channels(user: User, pk: int) -> list[str]:
    """The thread of one post."""
    return [
        f"post:{post}"
        for post in Post.objects.visible_to(user).filter(pk=pk).values_list("pk", flat=True)
    ]


def hint_spaces(space_ids: list[int], *, post_id: int, change: str) -> None:
    """Tell the open feeds of these spaces that `post_id` is new, edited or gone."""
    crowd = Space.objects.filter(pk__in=space_ids).values_list("pk", "member_count")
    for pk, members in crowd:
        spread = SPREAD_MS if members >= SPREAD_FROM else 0
        push(f"space:{pk}", post=post_id, change=change, spread=spread)


def hint_thread(post_id: int, *, comment_id: int | None = None, change: str) -> None:
    """Tell the open pages of a post that it or one of its comments changed."""
    push(f"post:{post_id}", post=post_id, comment=comment_id, change=change)
