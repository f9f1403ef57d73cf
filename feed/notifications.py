"""What people are told of posts and comments."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.models import User
from feed.digest import SECTION
from feed.events import (
    CommentDeleted,
    CommentReacted,
    CommentWritten,
    PeopleMentioned,
    PostDeleted,
    PostModerated,
    PostPublished,
    PostReacted,
    PostShared,
)
from feed.handlers import MAIL_RENDERER
from feed.models import Comment, CommentReaction, Post, Reaction
from feed.notification_targets import comments, comments_with_post, posts, posts_with_place, preview
from kit.jobs.outbox import on
from kit.text import rendering
from notifications import kinds, targets
from notifications.kinds import NotificationKind
from notifications.models import Cause
from notifications.notify import NOBODY, Notice, notify, withdraw
from notifications.preferences.topics import NotificationTopic
from notifications.targets import Target
from spaces.models import Membership

# --- the kinds
SECTIONS = [SECTION]
MAIL_RENDERERS = [MAIL_RENDERER]
MENTION = kinds.register(
    NotificationKind(
        name="mention",
        label=_("Mention"),
        topic=NotificationTopic.MENTIONS,
        icon="at-sign",
        sentence=ngettext("%(who)s mentioned you", "%(who)s mentioned you", "count"),
        push_text=_("Somebody mentioned you."),
    )
)
COMMENT = kinds.register(
    NotificationKind(
        name="comment",
        label=_("Comment on your post"),
        topic=NotificationTopic.REPLIES,
        icon="message-square",
        sentence=ngettext(
            "%(who)s commented on your post", "%(who)s commented on your post", "count"
        ),
        push_text=_("New reply."),
    )
)
REPLY = kinds.register(
    NotificationKind(
        name="reply",
        label=_("Reply to your comment"),
        topic=NotificationTopic.REPLIES,
        icon="reply",
        sentence=ngettext(
            "%(who)s replied to your comment", "%(who)s replied to your comment", "count"
        ),
        push_text=_("New reply."),
    )
)
REACTION = kinds.register(
    NotificationKind(
        name="reaction",
        label=_("Reaction to your post"),
        topic=NotificationTopic.REACTIONS,
        icon="thumbs-up",
        sentence=ngettext("%(who)s reacted to your post", "%(who)s reacted to your post", "count"),
        push_text=_("New reaction."),
    )
)
COMMENT_REACTION = kinds.register(
    NotificationKind(
        name="comment_reaction",
        label=_("Reaction to your comment"),
        topic=NotificationTopic.REACTIONS,
        icon="thumbs-up",
        sentence=ngettext(
            "%(who)s reacted to your comment", "%(who)s reacted to your comment", "count"
        ),
        push_text=_("New reaction."),
    )
)
SHARE = kinds.register(
    NotificationKind(
        name="share",
        label=_("Your post shared"),
        topic=NotificationTopic.SHARES,
        icon="repeat-2",
        sentence=ngettext("%(who)s shared your post", "%(who)s shared your post", "count"),
        push_text=_("Your post was shared."),
    )
)
POST = kinds.register(
    NotificationKind(
        name="post",
        label=_("Post in one of your spaces"),
        topic=NotificationTopic.SPACE_POSTS,
        icon="pencil",
        sentence=_("%(who)s posted in %(place)s"),
        push_text=_("New post."),
        names_newest_only=True,
        section=SECTION,
    )
)
MODERATION = kinds.register(
    NotificationKind(
        name="moderation",
        label=_("Post removed"),
        topic=NotificationTopic.MODERATION,
        icon="trash-2",
        sentence=_("%(who)s removed your post from %(place)s"),
        push_text=_("There is a decision about one of your posts."),
    )
)
COMMENT_REMOVED = kinds.register(
    NotificationKind(
        name="comment_removed",
        label=_("Comment removed"),
        topic=NotificationTopic.MODERATION,
        icon="trash-2",
        sentence=_("%(who)s removed your comment on a post"),
        push_text=_("There is a decision about one of your posts."),
    )
)


# --- what they lead to
targets.register(Target("post", posts, posts_with_place, preview))
targets.register(Target("comment", comments, comments_with_post, preview))


# --- who is told
@on(PeopleMentioned)
def notify_named_in_post(event: PeopleMentioned) -> None:
    """Tell the people who are named, as far as they may read what names them."""
    for thing in _naming(event):
        name, post = ("comment", thing.post) if event.comment_id else ("post", thing)
        at = thing.edited_at or thing.created_at
        cause = (name, thing.pk, event.by_id, at)
        notice = Notice(MENTION, f"{name}:{thing.pk}", *cause, places(post))
        notify(notice, post.readers().filter(pk__in=event.user_ids), exclude=event.by_id)


def _naming(event: PeopleMentioned) -> QuerySet[Any]:
    if event.comment_id:
        return _comments().filter(pk=event.comment_id)
    return Post.objects.filter(pk=event.post_id, deleted_at=None)


def places(post: Post) -> tuple[str, ...]:
    """The spaces a post stands in, as people choose how much they want to hear from them."""
    return tuple(f"space:{pk}" for pk in post.placements.values_list("space", flat=True))


@on(PostPublished)
def notify_followers(event: PostPublished) -> None:
    """Tell those members of its spaces who want to hear of every post: one row for a space.

    Who is named in it hears that instead. What is more than a post is told of in other words.
    """
    plain = Post.objects.filter(pk=event.post_id, deleted_at=None, kind="post")
    for post in plain.prefetch_related("spaces"):
        named = rendering.mentioned(post.body)
        members = Membership.objects.filter(space__in=post.spaces.all()).values("user")
        readers = post.readers().filter(pk__in=members).exclude(handle__in=named)
        cause = ("post", post.pk, event.by_id, post.published_at, places(post))
        for place in places(post)[:1]:
            notify(Notice(POST, place, *cause), readers, exclude=event.by_id)


def _comments() -> QuerySet[Comment]:
    living = Comment.objects.living().filter(post__deleted_at=None)
    return living.select_related("post", "parent")


@on(CommentWritten)
def notify_comment(event: CommentWritten) -> None:
    """Tell the authors of the post and of the comment that is replied to.

    Each of them once: who is named in the comment hears that instead, who is both hears of the
    reply.
    """
    for comment in _comments().filter(pk=event.comment_id):
        replied_to = comment.parent.author_id if comment.parent else NOBODY
        readers = comment.post.readers().exclude(handle__in=rendering.mentioned(comment.body))
        cause = ("comment", comment.pk, event.by_id, comment.created_at, places(comment.post))
        notify(
            Notice(REPLY, f"comment:{comment.parent_id}", *cause),
            readers.filter(pk=replied_to),
            exclude=event.by_id,
        )
        notify(
            Notice(COMMENT, f"post:{comment.post_id}", *cause),
            readers.filter(pk=comment.post.author_id).exclude(pk=replied_to),
            exclude=event.by_id,
        )


@on(PostReacted)
def notify_post_reaction(event: PostReacted) -> None:
    """Tell the author of the post, unless the reaction was taken back meanwhile."""
    given = Reaction.objects.filter(post=event.post_id, user=event.by_id, post__deleted_at=None)
    for reaction in given.select_related("post"):
        post, at = reaction.post, reaction.created_at
        cause = ("post", post.pk, event.by_id, at)
        notice = Notice(REACTION, f"post:{post.pk}", *cause, places(post))
        notify(notice, post.readers().filter(pk=post.author_id), exclude=event.by_id)


@on(CommentReacted)
def notify_comment_reaction(event: CommentReacted) -> None:
    """Tell the author of the comment, unless the reaction was taken back meanwhile."""
    given = CommentReaction.objects.filter(comment=event.comment_id, user=event.by_id)
    for reaction in given.filter(comment__in=_comments()).select_related("comment__post"):
        comment, at = reaction.comment, reaction.created_at
        cause = ("comment", comment.pk, event.by_id, at, places(comment.post))
        notice = Notice(COMMENT_REACTION, f"comment:{comment.pk}", *cause)
        notify(notice, comment.post.readers().filter(pk=comment.author_id), exclude=event.by_id)


@on(PostShared)
def notify_share(event: PostShared) -> None:
    """Tell the author of the source, as far as the share may be read there."""
    shares = Post.objects.filter(pk=event.share_id, deleted_at=None)
    for share in shares.filter(shared=event.post_id, shared__deleted_at=None):
        cause = ("post", share.pk, event.by_id, share.published_at, places(share))
        notice = Notice(SHARE, f"post:{event.post_id}", *cause)
        notify(notice, share.readers().filter(posts=event.post_id), exclude=event.by_id)


@on(PostDeleted)
def take_back_post(event: PostDeleted) -> None:
    """A post goes with everything told of it, of the comments below it, and of its shares."""
    comments = Comment.objects.filter(post=event.post_id).values("pk")
    shares = Post.objects.filter(shared=event.post_id).values("pk")
    told = Cause.objects.filter(target="post")
    withdraw(told.filter(target_id=event.post_id))
    withdraw(told.filter(target_id__in=shares, notification__kind=SHARE.name))
    withdraw(Cause.objects.filter(target="comment", target_id__in=comments))


@on(PostModerated)
def notify_post_removed(event: PostModerated) -> None:
    """Tell the author that somebody else took the post away, and where."""
    for post in Post.objects.filter(pk=event.post_id):
        for space_id in event.space_ids[:1]:
            cause = ("space", space_id, event.by_id, post.deleted_at or timezone.now())
            notice = Notice(MODERATION, f"post:{post.pk}", *cause)
            notify(notice, User.objects.filter(pk=post.author_id), exclude=event.by_id)


@on(CommentDeleted)
def notify_comment_removed(event: CommentDeleted) -> None:
    """Tell the author that somebody else took the comment away."""
    gone = Comment.objects.filter(pk=event.comment_id, deleted_at__isnull=False)
    for comment in gone.select_related("post"):
        cause = ("post", comment.post_id, event.by_id, comment.deleted_at or timezone.now())
        notice = Notice(COMMENT_REMOVED, f"comment:{comment.pk}", *cause)
        notify(notice, comment.post.readers().filter(pk=comment.author_id), exclude=event.by_id)


@on(CommentDeleted)
def take_back_comment(event: CommentDeleted) -> None:
    """Nobody is told of a comment that is gone."""
    withdraw(Cause.objects.filter(target="comment", target_id=event.comment_id))
