"""What people share: posts in spaces, comments, reactions, photos, topics."""

from feed.models.comments import Comment
from feed.models.marks import CommentReaction, Reactable, Reaction, ReactionKind, Saved
from feed.models.photos import Photo
from feed.models.posts import Placement, Post, PostTopic, Topic

__all__ = [
    "Comment",
    "CommentReaction",
    "Photo",
    "Placement",
    "Post",
    "PostTopic",
    "Reactable",
    "Reaction",
    "ReactionKind",
    "Saved",
    "Topic",
]
