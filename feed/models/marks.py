"""What people do with one tap: six reactions, and saving for later."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _


class ReactionKind(models.TextChoices):
    """The six reactions; the first is what a plain tap gives."""

    LIKE = "like", _("Like")
    HELPFUL = "helpful", _("Helpful")
    THANKS = "thanks", _("Thanks")
    CONGRATS = "congrats", _("Congrats")
    FUNNY = "funny", _("Funny")
    THOUGHTFUL = "thoughtful", _("Thoughtful")

    @property
    def emoji(self) -> str:
        """The picture of the reaction."""
        return EMOJI[self.value]


EMOJI = {
    "like": "👍",
    "helpful": "💡",
    "thanks": "🙏",
    "congrats": "🎉",
    "funny": "😄",
    "thoughtful": "🤔",
}


class Reactable(models.Model):
    """Something that takes reactions, with one stored counter for each kind.

    Counters are changed with F() in the transaction of the reaction and recounted nightly.
    """

    like_count = models.PositiveIntegerField(default=0, editable=False)
    helpful_count = models.PositiveIntegerField(default=0, editable=False)
    thanks_count = models.PositiveIntegerField(default=0, editable=False)
    congrats_count = models.PositiveIntegerField(default=0, editable=False)
    funny_count = models.PositiveIntegerField(default=0, editable=False)
    thoughtful_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def reaction_count(self) -> int:
        """How many people reacted."""
        return sum(getattr(self, f"{kind}_count") for kind in ReactionKind.values)

    @property
    def reaction_kinds(self) -> list[tuple[ReactionKind, int]]:
        """The kinds that were given and how often, most frequent first."""
        counts = [(kind, getattr(self, f"{kind}_count")) for kind in ReactionKind]
        return sorted([pair for pair in counts if pair[1]], key=lambda pair: -pair[1])


class ReactionBase(models.Model):
    """One reaction of one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=ReactionKind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


def newest_reactors(model: type[ReactionBase], target: str) -> dict[str, Subquery]:
    """Annotations with the ids of the two people who reacted last, for "Anna, Ben and 3 others"."""
    newest = model._default_manager.filter(**{target: OuterRef("pk")}).order_by("-pk")
    return {
        "first_reactor_id": Subquery(newest.values("user")[:1]),
        "second_reactor_id": Subquery(newest.values("user")[1:2]),
    }


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
