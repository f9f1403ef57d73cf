"""Posts and comments."""

from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import User
from feed.models import Comment, Post
from kit.text import rendering
from notifications.sources import SOURCES, Look, Source
from spaces.models import Space

EXCERPT = 80


def posts(user: User) -> Any:
    """Posts `user` may read."""
    return Post.objects.visible_to(user)


def posts_with_place(user: User) -> Any:
    """The same, with the name of a space they stand in that `user` may know."""
    here = Space.objects.visible_to(user).groups().filter(placements__post=OuterRef("pk"))
    return posts(user).annotate(place=Subquery(here.order_by("pk").values("name")[:1]))


def comments(user: User) -> Any:
    """Living comments `user` may read."""
    return Comment.objects.visible_to(user).living()


def comments_with_post(user: User) -> Any:
    """The same, with the post they stand below."""
    return comments(user).select_related("post")


def look(thing: Any) -> Look:
    """The beginning of what was written."""
    words = rendering.excerpt(thing.body, EXCERPT)
    return Look(thing.get_absolute_url(), words=words, place=getattr(thing, "place", None) or "")


SOURCES["post"] = Source(posts, posts_with_place, look)
SOURCES["comment"] = Source(comments, comments_with_post, look)
