"""Writing, changing and deleting comments."""

import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from accounts.rich_text import newly_named, read_text
from feed import policy
from feed.actions.photos import attach_files, drop_photos, replace_files
from feed.events import CommentDeleted, CommentEdited, CommentWritten, PeopleMentioned
from feed.limits import COMMENT_LENGTH
from feed.live import hint_counts, hint_thread
from feed.models import Comment, Post
from kit.database.bulk import insert, rewrite
from kit.database.idempotency import create_once
from kit.database.prepared import changing
from kit.http.exceptions import Conflict, Problem
from kit.jobs.outbox import publish


@transaction.atomic
def write_comment(
    *,
    by: User,
    post: Post,
    body: str,
    parent: Comment | None = None,
    photos: Collection[str] = (),
    photos_to_come: int = 0,
    client_id: uuid.UUID | str | None = None,
) -> Comment:
    """Add `body` to the thread of `post`; a reply to a reply joins the same conversation.
    `photos_to_come` are on their way and follow by `bring_comment_photos`.

    The same `client_id` again returns the first comment; with other content it is a Conflict.
    """
    if not policy.can_comment(by, post):
        raise Problem("comments_closed", _("Comments are closed here."), status=409)
    written = read_text(by, body, limit=COMMENT_LENGTH, may_be_empty=bool(photos))
    parent = parent and (parent.parent or parent)
    content = {
        "post": post.pk,
        "body": written.body,
        "parent": parent and parent.pk,
        "photos": list(photos),
    }
    if photos_to_come:
        content["photos_to_come"] = photos_to_come

    def make(**identity: object) -> Comment:
        if not _count_one_more(post.pk):
            raise Http404
        comment = insert(
            Comment(
                author=by,
                post=post,
                parent=parent,
                thread=parent.pk if parent else 0,
                body=written.body,
                body_html=written.html,
                photos_to_come=photos_to_come,
                **identity,
            )
        )
        if not parent:  # it begins a thread of its own
            comment.thread = comment.pk
            rewrite(comment, "thread")
        attach_files(by, photos, comment=comment)
        return comment

    comment, created = create_once(
        Comment, author=by, client_id=client_id, content=content, make=make
    )
    if created:
        publish(CommentWritten(comment_id=comment.pk, post_id=post.pk, by_id=by.pk))
        if named := newly_named(written, "", post.readers):
            publish(PeopleMentioned(post.pk, comment.pk, user_ids=named, by_id=by.pk))
        hint_counts(post.pk, comment_id=comment.pk, change="new")
    return comment


@changing
def _count_one_more(post_id: int) -> tuple[QuerySet[Post], dict[str, Any]]:
    living = Post.objects.filter(pk=post_id, deleted_at=None)
    return living, {"comment_count": F("comment_count") + 1}


@transaction.atomic
def edit_comment(
    *,
    by: User,
    comment: Comment,
    body: str,
    version: int | None = None,
    added: Collection[str] = (),
    dropped: Collection[str] = (),
) -> Comment:
    """Replace the text of `comment`, with photos and files `added` and `dropped` by key.

    `version` is the one `by` saw; an older one is a Conflict.
    """
    comment = (
        Comment.objects.select_for_update(of=("self",)).select_related("post").get(pk=comment.pk)
    )
    if not policy.can_edit_comment(by, comment):
        raise PermissionDenied
    if version is not None and version != comment.version:
        raise Conflict("changed_meanwhile")
    other_files = replace_files(by, comment, dropped=dropped, added=added)
    bare = comment.photos.exists()
    written = read_text(by, body, limit=COMMENT_LENGTH, may_be_empty=bare)
    if written.body == comment.body and not other_files:
        return comment
    before, comment.body, comment.body_html = comment.body, written.body, written.html
    comment.edited_at, comment.version = timezone.now(), comment.version + 1
    comment.save(update_fields=["body", "body_html", "edited_at", "version"])
    publish(CommentEdited(comment.pk, comment.post_id, by_id=by.pk))
    if named := newly_named(written, before, comment.post.readers):
        publish(PeopleMentioned(comment.post_id, comment.pk, user_ids=named, by_id=by.pk))
    hint_thread(comment.post_id, comment_id=comment.pk, change="edited")
    return comment


@transaction.atomic
def delete_comment(*, by: User, comment: Comment) -> None:
    """Remove text and photos of `comment`; its replies keep a placeholder above them.

    Deleting twice is deleting once.
    """
    comment = Comment.objects.select_related("post").get(pk=comment.pk)
    if comment.deleted_at:
        return
    if not policy.can_delete_comment(by, comment):
        raise PermissionDenied
    emptied = Comment.objects.filter(pk=comment.pk, deleted_at=None).update(
        body="", body_html="", deleted_at=timezone.now()
    )
    if not emptied:  # another request was faster
        return
    drop_photos(comment.photos.all())
    if by.pk != comment.author_id:
        audit.note(by=by, action="feed.take_down_comment", about=comment)
    Post.objects.filter(pk=comment.post_id).update(comment_count=F("comment_count") - 1)
    publish(CommentDeleted(comment_id=comment.pk, post_id=comment.post_id, by_id=by.pk))
    hint_counts(comment.post_id, comment_id=comment.pk, change="gone")
