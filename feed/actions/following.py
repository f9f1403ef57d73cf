"""Pictures that follow on their post or comment."""

from collections.abc import Collection
from functools import partial

from django.db import transaction

from accounts.models import User
from feed.actions.photos import attach_files
from feed.actions.posts import hint_everywhere
from feed.events import CommentEdited, PostEdited
from feed.live import hint_thread
from feed.models import Comment, Post
from kit.files.following import bring, take_back
from kit.jobs.outbox import publish


@transaction.atomic
def bring_photos(*, by: User, post: Post, photos: Collection[str]) -> Post:
    """Hang the waiting photos that `post` promised below it, all of them by key. It is not edited
    by that, and nobody is told again. The same once more changes nothing."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    here, attach = post.photos.filter(lent=False), partial(attach_files, by, photos, post=post)
    if bring(post, photos, by=by, here=here, attach=attach):
        publish(PostEdited(post_id=post.pk, by_id=by.pk))
        hint_everywhere(post, "edited")
    return post


@transaction.atomic
def take_back_promise(*, by: User, post: Post) -> Post:
    """Say that no more pictures follow on an own `post`."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if take_back(post, by=by):
        hint_everywhere(post, "edited")
    return post


@transaction.atomic
def bring_comment_photos(*, by: User, comment: Comment, photos: Collection[str]) -> Comment:
    """Hang the waiting photos that `comment` promised below it, all of them by key. It is not
    edited by that, and nobody is told again. The same once more changes nothing."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    attach = partial(attach_files, by, photos, comment=comment)
    if bring(comment, photos, by=by, here=comment.photos.all(), attach=attach):
        publish(CommentEdited(comment.pk, comment.post_id, by_id=by.pk))
        hint_thread(comment.post_id, comment_id=comment.pk, change="edited")
    return comment


@transaction.atomic
def take_back_comment_promise(*, by: User, comment: Comment) -> Comment:
    """Say that no more pictures follow on an own `comment`."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if take_back(comment, by=by):
        hint_thread(comment.post_id, comment_id=comment.pk, change="edited")
    return comment
