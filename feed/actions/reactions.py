"""Reacting with one tap, taking it back, saving for later."""

from django.db import transaction

from accounts.models import User
from feed.events import CommentReacted, PostReacted
from feed.live import hint_counts, hint_thread
from feed.models import Comment, CommentReaction, Post, Reaction, Saved
from kit.database.idempotency import retry_on_conflict
from kit.jobs.outbox import publish
from reactions.actions import give, take_back
from reactions.models import ReactionKind


@retry_on_conflict
def react_to_post(*, by: User, post: Post, kind: str = ReactionKind.LIKE) -> None:
    """Record that `by` reacts to `post` with `kind`. One per person: another kind replaces it."""
    if give(Reaction, Post, {"post": post, "user": by}, post.pk, kind):
        publish(PostReacted(post_id=post.pk, by_id=by.pk))
    hint_counts(post.pk)


@transaction.atomic
def take_back_reaction(*, by: User, post: Post) -> None:
    """Remove the reaction of `by` to `post`, if there is one."""
    take_back(Reaction, Post, {"post": post, "user": by}, post.pk)
    hint_counts(post.pk)


@retry_on_conflict
def react_to_comment(*, by: User, comment: Comment, kind: str = ReactionKind.LIKE) -> None:
    """Record that `by` reacts to `comment` with `kind`."""
    if give(CommentReaction, Comment, {"comment": comment, "user": by}, comment.pk, kind):
        publish(CommentReacted(comment_id=comment.pk, by_id=by.pk))
    hint_thread(comment.post_id, comment_id=comment.pk, change="reacted")


@transaction.atomic
def take_back_comment_reaction(*, by: User, comment: Comment) -> None:
    """Remove the reaction of `by` to `comment`, if there is one."""
    take_back(CommentReaction, Comment, {"comment": comment, "user": by}, comment.pk)
    hint_thread(comment.post_id, comment_id=comment.pk, change="reacted")


def save_post(*, by: User, post: Post) -> None:
    """Keep `post` in the own list. Saving twice is saving once."""
    Saved.objects.get_or_create(user=by, post=post)


def unsave_post(*, by: User, post: Post) -> None:
    """Take `post` out of the own list, if it is there."""
    Saved.objects.filter(user=by, post=post).delete()
