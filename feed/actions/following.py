"""Pictures that follow on their post: the text was first, because the line was bad."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.actions.photos import attach_files
from feed.actions.posts import hint_everywhere
from feed.events import PostEdited
from feed.models import Post
from kit.http.exceptions import Problem
from kit.jobs.outbox import publish


@transaction.atomic
def bring_photos(*, by: User, post: Post, photos: Collection[str]) -> Post:
    """Hang the waiting photos that `post` promised below it, all of them by key. It is not edited
    by that, and nobody is told again. The same once more changes nothing."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if by.pk != post.author_id:
        raise PermissionDenied
    keys = set(photos)
    if not keys:
        raise Problem("no_photos", _("Name the pictures that follow."), field="photos")
    if post.photos.filter(lent=False, key__in=keys).count() == len(keys):
        return post
    if len(keys) > post.promised_photos:
        raise Problem("too_late", _("These pictures come too late."), field="photos")
    attach_files(by, photos, behind=post.photos.filter(lent=False).count(), post=post)
    Post.objects.filter(pk=post.pk).update(photos_to_come=F("photos_to_come") - len(keys))
    publish(PostEdited(post_id=post.pk, by_id=by.pk))
    hint_everywhere(post, "edited")
    return post
