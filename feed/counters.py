"""Recounting: the stored counters are compared with the rows every night."""

from feed.models import Comment, CommentReaction, Post, Reaction
from kit.database.counters import repair, rows_of
from reactions.counters import reactions_of


def recount() -> dict[str, int]:
    """Put right every counter that differs from its rows; says how many rows of which differed."""
    comments = rows_of(Comment.objects.living(), "post")
    shares = rows_of(Post.objects.filter(deleted_at=None), "shared")
    posts = reactions_of(Reaction, "post") | {"comment_count": comments, "share_count": shares}
    return {
        "posts": repair(Post.objects.filter(deleted_at=None), posts),
        "comments": repair(Comment.objects.living(), reactions_of(CommentReaction, "comment")),
    }
