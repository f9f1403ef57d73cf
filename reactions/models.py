"""Six reactions: one per person and thing, counters beside the thing. All models are abstract."""

from django.conf import settings
from django.db import models
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
