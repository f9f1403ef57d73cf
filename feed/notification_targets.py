"""What notifications of posts and comments lead to, and who may read that."""

from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import User
from feed.models import Comment, Post
from kit.text import rendering
from notifications.targets import EXCERPT, TargetPreview
from spaces.models import Space


def posts(user: User) -> Any:
    """Posts `user` may read."""
    return Post.objects.visible_to(user)


def posts_with_place(user: User) -> Any:
    """The same, with the name of a space they stand in that `user` may know."""
    here = (
        Space.objects.visible_to(user).without_audiences().filter(placements__post=OuterRef("pk"))
    )
    return posts(user).annotate(place=Subquery(here.order_by("pk").values("name")[:1]))


def comments(user: User) -> Any:
    """Living comments `user` may read."""
    return Comment.objects.visible_to(user).living()


def comments_with_post(user: User) -> Any:
    """The same, with the post they stand below."""
    return comments(user).select_related("post")


def preview(thing: Any) -> TargetPreview:
    """The beginning of what was written."""
    excerpt, place = rendering.excerpt(thing.body, EXCERPT), getattr(thing, "place", None) or ""
    return TargetPreview(thing.get_absolute_url(), excerpt, place)
