"""Posts as links to them show them."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from accounts.models import User
from feed.models import Post
from kit.previews import Preview, Previewed
from kit.text import rendering


def posts(ids: Collection[str], viewer: User) -> dict[str, Preview]:
    """Author and beginning of posts `viewer` may read."""
    found = Post.objects.visible_to(viewer).filter(pk__in=map(int, ids)).select_related("author")
    shown = {post.pk: _shown(post) for post in found}
    return {key: shown[int(key)] for key in ids if int(key) in shown}


def _shown(post: Post) -> Preview:
    return Preview(
        title=_("Post by %(name)s") % {"name": post.author.name},
        url=post.get_absolute_url(),
        icon="message-square",
        excerpt=rendering.excerpt(post.body),
        author=post.author,
    )


PREVIEWS = (Previewed(r"/p/(\d{1,18})/", posts),)
