"""Recounting: the stored counters are compared with the rows every night."""

from typing import Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from feed.models import Comment, CommentReaction, Post, Reaction
from kit.reactions import ReactionKind

BATCH = 5_000


def recount() -> dict[str, int]:
    """Put right every counter that differs from its rows; says how many rows of which differed."""
    comments = _rows_of(Comment.objects.living(), "post")
    shares = _rows_of(Post.objects.filter(deleted_at=None), "shared")
    posts = _reactions(Reaction, "post") | {"comment_count": comments, "share_count": shares}
    return {
        "posts": _repair(Post.objects.filter(deleted_at=None), posts),
        "comments": _repair(Comment.objects.living(), _reactions(CommentReaction, "comment")),
    }


def _reactions(model: Any, target: str) -> dict[str, Coalesce]:
    kinds = ReactionKind.values
    return {f"{kind}_count": _rows_of(model.objects.filter(kind=kind), target) for kind in kinds}


def _rows_of(rows: QuerySet[Any], target: str) -> Coalesce:
    """The number of `rows` whose `target` is the outer row."""
    counted = rows.filter(**{target: OuterRef("pk")}).order_by().values(target)
    return Coalesce(
        Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def _repair(queryset: QuerySet[Any], counters: dict[str, Coalesce]) -> int:
    """Batch by batch in order of ids, so that no lock is held for long."""
    repaired, last = 0, 0
    while ids := list(
        queryset.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        repaired += _repair_batch(queryset.filter(pk__in=ids), counters)
        last = ids[-1]
    return repaired


@transaction.atomic
def _repair_batch(batch: QuerySet[Any], counters: dict[str, Coalesce]) -> int:
    true = {f"true_{name}": expression for name, expression in counters.items()}
    differs = Q()
    for name in counters:
        differs |= ~Q(**{name: F(f"true_{name}")})
    wrong = list(batch.annotate(**true).filter(differs).values_list("pk", flat=True))
    return batch.filter(pk__in=wrong).update(**counters) if wrong else 0
