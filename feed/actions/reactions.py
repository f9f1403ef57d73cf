"""Reacting with one tap, taking it back, saving for later."""

from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.events import CommentReacted, PostReacted
from feed.live import hint_thread
from feed.models import Comment, CommentReaction, Post, Reaction, ReactionKind, Saved
from kit.errors import Problem
from kit.outbox import publish
from kit.repeat import once_more


@once_more
def react_to_post(*, by: User, post: Post, kind: str = ReactionKind.LIKE) -> None:
    """Record that `by` reacts to `post` with `kind`. One per person: another kind replaces it."""
    if _react(Reaction, Post, {"post": post, "user": by}, post.pk, kind):
        publish(PostReacted(post_id=post.pk, by_id=by.pk))
    hint_thread(post.pk, change="reacted")


@transaction.atomic
def take_back_reaction(*, by: User, post: Post) -> None:
    """Remove the reaction of `by` to `post`, if there is one."""
    _take_back(Reaction, Post, {"post": post, "user": by}, post.pk)
    hint_thread(post.pk, change="reacted")


@once_more
def react_to_comment(*, by: User, comment: Comment, kind: str = ReactionKind.LIKE) -> None:
    """Record that `by` reacts to `comment` with `kind`."""
    if _react(CommentReaction, Comment, {"comment": comment, "user": by}, comment.pk, kind):
        publish(CommentReacted(comment_id=comment.pk, by_id=by.pk))
    hint_thread(comment.post_id, comment_id=comment.pk, change="reacted")


@transaction.atomic
def take_back_comment_reaction(*, by: User, comment: Comment) -> None:
    """Remove the reaction of `by` to `comment`, if there is one."""
    _take_back(CommentReaction, Comment, {"comment": comment, "user": by}, comment.pk)
    hint_thread(comment.post_id, comment_id=comment.pk, change="reacted")


def _react(marks: Any, target: Any, mark: dict[str, Model], pk: int, kind: str) -> bool:
    """Write one mark and move the counters of its target with it; True for a person's first."""
    if kind not in ReactionKind.values:
        raise Problem("unknown_kind", _("There is no such reaction."), field="kind")
    given = marks.objects.select_for_update().filter(**mark).first()
    if given is None:
        marks(**mark, kind=kind).save(force_insert=True)
        _count(target, pk, {kind: 1})
    elif given.kind != kind:
        _count(target, pk, {given.kind: -1, kind: 1})
        marks.objects.filter(pk=given.pk).update(kind=kind)
    return given is None


def _take_back(marks: Any, target: Any, mark: dict[str, Model], pk: int) -> None:
    given = marks.objects.select_for_update().filter(**mark).first()
    if given:
        given.delete()
        _count(target, pk, {given.kind: -1})


def _count(target: Any, pk: int, changes: dict[str, int]) -> None:
    fields = {f"{kind}_count": F(f"{kind}_count") + change for kind, change in changes.items()}
    target.objects.filter(pk=pk).update(**fields)


def save_post(*, by: User, post: Post) -> None:
    """Keep `post` in the own list. Saving twice is saving once."""
    Saved.objects.get_or_create(user=by, post=post)


def unsave_post(*, by: User, post: Post) -> None:
    """Take `post` out of the own list, if it is there."""
    Saved.objects.filter(user=by, post=post).delete()
