"""What a device gets of announcements: those of the last weeks, with their pictures and files."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from announcements.actions.writing import KIND
from announcements.models import Announcement
from announcements.views.reading import reading_context
from feed.device import LentPosts, OwnPage
from feed.models import Post
from kit.device import LONGEST, LentKind
from kit.text import rendering

LENT_FOR = timedelta(days=30)
WIDTH = 960  # of pictures


def recent(user: User) -> QuerySet[Post]:
    """What the company said lately, to this person too."""
    lately = Announcement.objects.visible_to(user).filter(published_at__gte=Now() - LENT_FOR)
    return Post.objects.visible_to(user).filter(pk__in=lately.values("pk"))


def context(request: HttpRequest, post: Any) -> dict[str, Any]:
    """What the page shows beside the thread."""
    return reading_context(request, post.embed)


def title(post: Any) -> str:
    """In the language of the reader, as far as there is one."""
    return str(post.embed.shown.title)


def text(post: Any) -> str:
    """Everything of it that is found."""
    shown = post.embed.shown
    files = " ".join(file.name for file in post.embed.files.all())
    return f"{shown.lead} {rendering.excerpt(shown.body, LONGEST)} {files}"


def files(posts: list[Post]) -> dict[int, list[str]]:
    """Addresses of pictures and files."""
    prefetch_related_objects([post.embed for post in posts], "files")  # type: ignore[attr-defined]
    return {post.pk: _files(post) for post in posts}


def _files(post: Any) -> list[str]:
    pictures = [photo.address(WIDTH) for photo in post.pictures]
    return [*pictures, *(file.download for file in post.embed.files.all())]


KIND_LENT = LentKind(KIND, _("Announcements"), "megaphone")
PAGE = OwnPage(KIND_LENT, "announcements/announcement.html", context, title, text, files)
LENT_POSTS = (LentPosts(recent, PAGE),)
