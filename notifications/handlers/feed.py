"""What is told of posts and comments."""

from typing import Any

from django.db.models import QuerySet

from feed.events import (
    CommentDeleted,
    CommentReacted,
    CommentWritten,
    PeopleMentioned,
    PostDeleted,
    PostReacted,
    PostShared,
)
from feed.models import Comment, CommentReaction, Post, Reaction
from kit import text
from kit.outbox import on
from notifications.models import Cause, Notification
from notifications.telling import NOBODY, News, tell, withdraw

Kind = Notification.Kind


@on(PeopleMentioned)
def tell_the_named(event: PeopleMentioned) -> None:
    """Tell the people who are named, as far as they may read what names them."""
    for thing in _naming(event):
        name, post = ("comment", thing.post) if event.comment_id else ("post", thing)
        at = thing.edited_at or thing.created_at
        news = News(Kind.MENTION, f"{name}:{thing.pk}", name, thing.pk, event.by_id, at)
        tell(news, post.readers().filter(pk__in=event.user_ids), but=event.by_id)


def _naming(event: PeopleMentioned) -> QuerySet[Any]:
    if event.comment_id:
        return _comments().filter(pk=event.comment_id)
    return Post.objects.filter(pk=event.post_id, deleted_at=None)


def _comments() -> QuerySet[Comment]:
    living = Comment.objects.living().filter(post__deleted_at=None)
    return living.select_related("post", "parent")


@on(CommentWritten)
def tell_of_comment(event: CommentWritten) -> None:
    """Tell the authors of the post and of the comment that is answered.

    Each of them once: who is named in the comment hears that instead, who is both hears of the
    answer.
    """
    for comment in _comments().filter(pk=event.comment_id):
        answered = comment.parent.author_id if comment.parent else NOBODY
        readers = comment.post.readers().exclude(handle__in=text.mentioned(comment.body))
        cause = ("comment", comment.pk, event.by_id, comment.created_at)
        tell(
            News(Kind.REPLY, f"comment:{comment.parent_id}", *cause),
            readers.filter(pk=answered),
            but=event.by_id,
        )
        tell(
            News(Kind.COMMENT, f"post:{comment.post_id}", *cause),
            readers.filter(pk=comment.post.author_id).exclude(pk=answered),
            but=event.by_id,
        )


@on(PostReacted)
def tell_of_reaction(event: PostReacted) -> None:
    """Tell the author of the post, unless the reaction was taken back meanwhile."""
    given = Reaction.objects.filter(post=event.post_id, user=event.by_id, post__deleted_at=None)
    for reaction in given.select_related("post"):
        post, at = reaction.post, reaction.created_at
        news = News(Kind.REACTION, f"post:{post.pk}", "post", post.pk, event.by_id, at)
        tell(news, post.readers().filter(pk=post.author_id), but=event.by_id)


@on(CommentReacted)
def tell_of_comment_reaction(event: CommentReacted) -> None:
    """Tell the author of the comment, unless the reaction was taken back meanwhile."""
    given = CommentReaction.objects.filter(comment=event.comment_id, user=event.by_id)
    for reaction in given.filter(comment__in=_comments()).select_related("comment__post"):
        comment, at = reaction.comment, reaction.created_at
        cause = ("comment", comment.pk, event.by_id, at)
        news = News(Kind.COMMENT_REACTION, f"comment:{comment.pk}", *cause)
        tell(news, comment.post.readers().filter(pk=comment.author_id), but=event.by_id)


@on(PostShared)
def tell_of_share(event: PostShared) -> None:
    """Tell the author of the source, as far as the share may be read there."""
    shares = Post.objects.filter(pk=event.share_id, deleted_at=None)
    for share in shares.filter(shared=event.post_id, shared__deleted_at=None):
        cause = ("post", share.pk, event.by_id, share.published_at)
        news = News(Kind.SHARE, f"post:{event.post_id}", *cause)
        tell(news, share.readers().filter(posts=event.post_id), but=event.by_id)


@on(PostDeleted)
def take_back_post(event: PostDeleted) -> None:
    """A post goes with everything told of it, of the comments below it, and of its shares."""
    comments = Comment.objects.filter(post=event.post_id).values("pk")
    shares = Post.objects.filter(shared=event.post_id).values("pk")
    told = Cause.objects.filter(target="post")
    withdraw(told.filter(target_id=event.post_id))
    withdraw(told.filter(target_id__in=shares, notification__kind=Kind.SHARE))
    withdraw(Cause.objects.filter(target="comment", target_id__in=comments))


@on(CommentDeleted)
def take_back_comment(event: CommentDeleted) -> None:
    """Nobody is told of a comment that is gone."""
    withdraw(Cause.objects.filter(target="comment", target_id=event.comment_id))
