"""Posts and comments."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext

from accounts.models import User
from feed.models import Comment, Post
from kit.text import rendering
from notifications import kinds, targets
from notifications.digest.parts.feed import SECTION
from notifications.preferences.topics import Topic
from notifications.targets import EXCERPT, Target, TargetPreview
from spaces.models import Space


def posts(user: User) -> Any:
    """Posts `user` may read."""
    return Post.objects.visible_to(user)


def posts_with_place(user: User) -> Any:
    """The same, with the name of a space they stand in that `user` may know."""
    here = Space.objects.visible_to(user).groups().filter(placements__post=OuterRef("pk"))
    return posts(user).annotate(place=Subquery(here.order_by("pk").values("name")[:1]))


def comments(user: User) -> Any:
    """Living comments `user` may read."""
    return Comment.objects.visible_to(user).living()


def comments_with_post(user: User) -> Any:
    """The same, with the post they stand below."""
    return comments(user).select_related("post")


def preview(thing: Any) -> TargetPreview:
    """The beginning of what was written."""
    words = rendering.excerpt(thing.body, EXCERPT)
    return TargetPreview(
        thing.get_absolute_url(), excerpt=words, place=getattr(thing, "place", None) or ""
    )


targets.register(Target("post", posts, posts_with_place, preview))
targets.register(Target("comment", comments, comments_with_post, preview))

# --- kinds
MENTION = kinds.register(
    kinds.Kind(
        name="mention",
        label=_("Mention"),
        topic=Topic.MENTIONS,
        icon="at-sign",
        sentence=ngettext("%(who)s mentioned you", "%(who)s mentioned you", "count"),
        push_text=_("Somebody mentioned you."),
    )
)
COMMENT = kinds.register(
    kinds.Kind(
        name="comment",
        label=_("Comment on your post"),
        topic=Topic.REPLIES,
        icon="message-square",
        sentence=ngettext(
            "%(who)s commented on your post", "%(who)s commented on your post", "count"
        ),
        push_text=_("New reply."),
    )
)
REPLY = kinds.register(
    kinds.Kind(
        name="reply",
        label=_("Reply to your comment"),
        topic=Topic.REPLIES,
        icon="reply",
        sentence=ngettext(
            "%(who)s replied to your comment", "%(who)s replied to your comment", "count"
        ),
        push_text=_("New reply."),
    )
)
REACTION = kinds.register(
    kinds.Kind(
        name="reaction",
        label=_("Reaction to your post"),
        topic=Topic.REACTIONS,
        icon="thumbs-up",
        sentence=ngettext("%(who)s reacted to your post", "%(who)s reacted to your post", "count"),
        push_text=_("New reaction."),
    )
)
COMMENT_REACTION = kinds.register(
    kinds.Kind(
        name="comment_reaction",
        label=_("Reaction to your comment"),
        topic=Topic.REACTIONS,
        icon="thumbs-up",
        sentence=ngettext(
            "%(who)s reacted to your comment", "%(who)s reacted to your comment", "count"
        ),
        push_text=_("New reaction."),
    )
)
SHARE = kinds.register(
    kinds.Kind(
        name="share",
        label=_("Your post shared"),
        topic=Topic.SHARES,
        icon="repeat-2",
        sentence=ngettext("%(who)s shared your post", "%(who)s shared your post", "count"),
        push_text=_("Your post was shared."),
    )
)
POST = kinds.register(
    kinds.Kind(
        name="post",
        label=_("Post in one of your spaces"),
        topic=Topic.SPACE_POSTS,
        icon="pencil",
        sentence=_("%(who)s posted in %(place)s"),
        push_text=_("New post."),
        names_newest_only=True,
        section=SECTION,
    )
)
MODERATION = kinds.register(
    kinds.Kind(
        name="moderation",
        label=_("Post removed"),
        topic=Topic.MODERATION,
        icon="trash-2",
        sentence=_("%(who)s removed your post from %(place)s"),
        push_text=_("There is a decision about a post of yours."),
    )
)
COMMENT_REMOVED = kinds.register(
    kinds.Kind(
        name="comment_removed",
        label=_("Comment removed"),
        topic=Topic.MODERATION,
        icon="trash-2",
        sentence=_("%(who)s removed your comment on a post"),
        push_text=_("There is a decision about a post of yours."),
    )
)
