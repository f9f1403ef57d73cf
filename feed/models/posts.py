"""Posts and where they stand."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.models.attached import Illustrated
from feed.models.reactions import Reaction, Saved
from kit.database.idempotency import Idempotent
from kit.database.server_time import NowAnywhere
from kit.files.following import PromisesPhotos
from reactions.models import Reactable
from reactions.reactors import newest_reactors
from spaces.models import Membership, Space, readers_of


class PostQuerySet(models.QuerySet["Post"]):
    """Questions about posts."""

    def visible_to(self, user: User | AnonymousUser) -> "PostQuerySet":
        """Published posts placed in at least one space `user` may read."""
        readable = Space.objects.visible_to(user)
        placed = Placement.objects.filter(post=OuterRef("pk"), space__in=readable)
        return self.filter(Exists(placed), deleted_at=None, published_at__lte=NowAnywhere())

    def newest_first(self) -> "PostQuerySet":
        """In the one order of the feed."""
        return self.order_by("-published_at", "-pk")

    def as_cards(self, user: User | AnonymousUser) -> "PostQuerySet":
        """The author, the counters and the marks of `user`; `feed.timeline` brings the rest."""
        mine = Reaction.objects.filter(post=OuterRef("pk"), user=user.pk)
        saved = Saved.objects.filter(post=OuterRef("pk"), user=user.pk)
        managed = Membership.objects.managing(user.pk).values("space")  # spaces need no look here
        here = Placement.objects.filter(post=OuterRef("pk"), space__in=managed)
        return (
            self.select_related("author")
            .defer(*User.behind_face("author"))
            .annotate(
                my_reaction=Subquery(mine.values("kind")[:1]),
                is_saved=Exists(saved),
                moderated=Exists(here),
                newest_reactors=newest_reactors(Reaction, "post"),
            )
        )


class Post(Idempotent, Reactable, Illustrated, PromisesPhotos):
    """Something a person tells the spaces it is placed in. `kind` names what it is, if it is more
    than its text; `carries` what a post of a kind carries beside that.

    Deleting empties the row and takes its placements away. The row itself stays, because the
    client id must remain known for good: a phone that repeats the sending must not revive it.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    kind = models.CharField(max_length=20, default="post")
    carries = models.CharField(max_length=20, blank=True, default="", db_default="", editable=False)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    shared = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shares",
        editable=False,
        db_index=False,
    )
    spaces = models.ManyToManyField(Space, through="Placement", related_name="posts")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    comments_open = models.BooleanField(
        _("comments are open"), default=True, db_default=True, editable=False
    )
    comment_count = models.PositiveIntegerField(_("comments"), default=0, editable=False)
    share_count = models.PositiveIntegerField(_("shares"), default=0, editable=False)

    objects = PostQuerySet.as_manager()
    told_at = "published_at"

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint("author", "client_id", name="one_post_per_client_id")
        ]
        indexes = [
            # posts of a person on the profile
            models.Index(fields=["author", "-published_at", "-id"], name="posts_of_person"),
            # shares of a post; most posts are none, and an index full of NULLs misleads SQLite
            models.Index(
                fields=["shared"], name="shares_of_post", condition=models.Q(shared__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Post {self.pk}"  # no text: this ends up in logs and in the administration

    def get_absolute_url(self) -> str:
        """The permalink."""
        return reverse("post", args=[self.pk])

    def readers(self) -> models.QuerySet[User]:
        """The reading rule the other way round: the people this post is visible to."""
        return readers_of(self.spaces.all())


class Placement(models.Model):
    """That a post stands in a space. `published_at` repeats the post's, for the index."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="placements")
    space = models.ForeignKey(Space, models.CASCADE, related_name="placements")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("post", "space", name="placed_once")]
        # first stage of the feed: the newest posts of one space
        indexes = [
            models.Index(fields=["space", "-published_at", "-post"], name="placements_of_space")
        ]


class Topic(models.Model):
    """A #topic that somebody used; `name` is folded, `label` as first written."""

    name = models.CharField(max_length=60, unique=True)
    label = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"#{self.label}"

    def get_absolute_url(self) -> str:
        """Everything under this topic."""
        return reverse("topic", args=[self.name])


class PostTopic(models.Model):
    """That a post carries a topic."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="post_topics")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="post_topics")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("post", "topic", name="topic_once")]
        # the page of a topic
        indexes = [models.Index(fields=["topic", "-published_at", "-post"], name="posts_of_topic")]
