"""Posts and comments."""

from typing import Any

from accounts.models import User
from feed.models import Comment, Post
from kit import text
from notifications.sources import SOURCES, Look, Source

EXCERPT = 80


def posts(user: User) -> Any:
    """Posts `user` may read."""
    return Post.objects.visible_to(user)


def comments(user: User) -> Any:
    """Living comments `user` may read."""
    return Comment.objects.visible_to(user).living()


def comments_with_post(user: User) -> Any:
    """The same, with the post they stand below."""
    return comments(user).select_related("post")


def look(thing: Post | Comment) -> Look:
    """The beginning of what was written."""
    return Look(thing.get_absolute_url(), words=text.excerpt(thing.body, EXCERPT))


SOURCES["post"] = Source(posts, posts, look)
SOURCES["comment"] = Source(comments, comments_with_post, look)
