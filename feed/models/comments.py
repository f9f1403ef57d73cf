"""Comments: one thread per post, one level of replies."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.models.attached import Illustrated
from feed.models.posts import Post
from feed.models.reactions import CommentReaction
from kit.database.idempotency import Idempotent
from kit.files.following import PromisesPhotos
from reactions.models import Reactable
from reactions.reactors import newest_reactors


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about comments."""

    def visible_to(self, user: User | AnonymousUser) -> "CommentQuerySet":
        """Comments under posts `user` may read."""
        return self.filter(post__in=Post.objects.visible_to(user))

    def living(self) -> "CommentQuerySet":
        """Comments that were not deleted."""
        return self.filter(deleted_at=None)

    def as_rows(self, user: User | AnonymousUser) -> "CommentQuerySet":
        """Everything a row of the thread shows, in a fixed number of queries."""
        mine = CommentReaction.objects.filter(comment=OuterRef("pk"), user=user.pk)
        return (
            self.select_related("author", "parent__author")
            .defer(*User.behind_face("author"), *User.behind_face("parent__author"))
            .prefetch_related("photos")
            .annotate(
                my_reaction=Subquery(mine.values("kind")[:1]),
                newest_reactors=newest_reactors(CommentReaction, "comment"),
            )
        )


class Comment(Idempotent, Reactable, Illustrated, PromisesPhotos):
    """A reply to a post, or (with `parent`) to a comment.

    `thread` is the id of the first comment of a conversation, so that (thread, id) is the order
    of reading and one index serves every page of it.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    thread = models.BigIntegerField(default=0, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_comment_per_client_id")
        ]
        # a page of the thread
        indexes = [models.Index(fields=["post", "thread", "id"], name="comments_of_post")]

    def __str__(self) -> str:
        return f"Comment {self.pk}"  # no text: this ends up in logs and in the administration

    def get_absolute_url(self) -> str:
        """The comment below its post."""
        return f"{self.post.get_absolute_url()}#c-{self.pk}"
