"""Giving a reaction and taking it back, with the counter beside the thing."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from kit.database.bulk import insert_new
from kit.database.prepared import changing, prepared
from kit.http.exceptions import Problem
from reactions.models import ReactionKind


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
