"""What a device gets of polls: the posts with those that are open."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from feed.device import LentPosts
from feed.models import Post
from polls.models import Poll


def open_polls(user: User) -> QuerySet[Post]:
    """Posts with a poll that takes votes."""
    running = Q(ends_at=None) | Q(ends_at__gt=Now())
    asked = Poll.objects.visible_to(user).filter(running, closed_at=None, post__isnull=False)
    return Post.objects.visible_to(user).filter(pk__in=asked.values("post"))


LENT_POSTS = (LentPosts(open_polls),)
