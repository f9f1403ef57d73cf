"""What people share: posts in spaces, comments, reactions, photos, topics."""

from feed.models.comments import Comment
from feed.models.photos import Photo
from feed.models.posts import Placement, Post, PostTopic, Topic
from feed.models.reactions import CommentReaction, Reaction, Saved

__all__ = [
    "Comment",
    "CommentReaction",
    "Photo",
    "Placement",
    "Post",
    "PostTopic",
    "Reaction",
    "Saved",
    "Topic",
]
