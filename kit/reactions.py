"""Six reactions with one tap: one per person and thing, counters beside the thing."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from kit.database.bulk import insert_new
from kit.database.nested import Nested, rows_of
from kit.database.prepared import changing, prepared
from kit.http.exceptions import Problem


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


def newest_reactors(model: type[ReactionBase], target: str) -> Nested:
    """The two people who reacted last, for "Anna, Ben and 3 others"; `with_reactors` reads it."""
    newest = model._default_manager.filter(**{target: OuterRef("pk")}).order_by("-pk")
    face = {name: f"user__{name}" for name in get_user_model().FACE}
    return Nested(newest, id="user_id", most=2, **face)


def with_reactors(rows: list[Any]) -> list[Any]:
    """Give each row `.reactors`: the people that its column `newest_reactors` names."""
    for row in rows:
        row.reactors = rows_of(get_user_model(), row.newest_reactors)
    return rows


def give(reactions: Any, target: Any, identity: dict[str, Model], pk: int, kind: str) -> bool:
    """Write one reaction and move the counters of its target with it; True for a person's first.

    `reactions` is the model of the reactions, `target` that of the thing with the id `pk`;
    `identity` says whose reaction it is. Runs inside the transaction of an action.
    """
    if kind not in ReactionKind.values:
        raise Problem("unknown_kind", _("There is no such reaction."), field="kind")
    if insert_new(reactions(**identity, kind=kind)):
        _count(target, pk, {kind: 1})
        return True
    for given in _given(reactions, identity):  # none where it is taken back at this moment
        if given.kind != kind:
            _count(target, pk, {given.kind: -1, kind: 1})
            reactions.objects.filter(pk=given.pk).update(kind=kind)
        return False
    return give(reactions, target, identity, pk, kind)


def take_back(reactions: Any, target: Any, identity: dict[str, Model], pk: int) -> None:
    """Remove the reaction, if there is one, and move the counter of its target with it."""
    for given in _given(reactions, identity):
        given.delete()
        _count(target, pk, {given.kind: -1})


def _given(reactions: Any, identity: dict[str, Model]) -> list[Any]:
    """The reaction, if there is one, held until the transaction ends."""
    return _locked(reactions, tuple(identity))(*(thing.pk for thing in identity.values()))


@cache
def _locked(reactions: Any, names: tuple[str, ...]) -> Callable[..., list[Any]]:
    @prepared
    def locked(*ids: int) -> QuerySet[Any]:
        return reactions.objects.select_for_update().filter(**dict(zip(names, ids, strict=True)))

    return locked


def _count(target: Any, pk: int, changes: dict[str, int]) -> None:
    _counting(target, tuple(changes.items()))(pk)


@cache
def _counting(target: Any, changes: tuple[tuple[str, int], ...]) -> Callable[[int], int]:
    @changing
    def count(pk: int) -> tuple[QuerySet[Any], dict[str, Any]]:
        fields = {f"{kind}_count": F(f"{kind}_count") + change for kind, change in changes}
        return target.objects.filter(pk=pk), fields

    return count
