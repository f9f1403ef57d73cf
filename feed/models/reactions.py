"""What people do with one tap: six reactions, and saving for later."""

from django.conf import settings
from django.db import models

from reactions.models import ReactionBase


class Reaction(ReactionBase):
    """A reaction to a post."""

    post = models.ForeignKey("feed.Post", models.CASCADE, related_name="reactions")

    class Meta:
        constraints = [models.UniqueConstraint("post", "user", name="one_reaction_per_post")]
        # the newest reactors of a post, and the list of everybody who reacted
        indexes = [models.Index(fields=["post", "-id"], name="reactions_of_post")]


class CommentReaction(ReactionBase):
    """A reaction to a comment."""

    comment = models.ForeignKey("feed.Comment", models.CASCADE, related_name="reactions")

    class Meta:
        constraints = [models.UniqueConstraint("comment", "user", name="one_reaction_per_comment")]
        indexes = [models.Index(fields=["comment", "-id"], name="reactions_of_comment")]


class Saved(models.Model):
    """That a person keeps a post for later. Nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_posts")
    post = models.ForeignKey("feed.Post", models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("user", "post", name="saved_once")]
        indexes = [models.Index(fields=["user", "-id"], name="saved_by_person")]
