"""Recounting: stored counters are compared with their rows, and put right where they differ."""

from typing import Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

BATCH = 5_000


def rows_of(rows: QuerySet[Any], target: str) -> Coalesce:
    """The number of `rows` whose `target` is the outer row."""
    counted = rows.filter(**{target: OuterRef("pk")}).order_by().values(target)
    return Coalesce(
        Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def repair(queryset: QuerySet[Any], counters: dict[str, Coalesce]) -> int:
    """Put right what differs from its rows; returns how many things did.

    Batch by batch in order of ids, so that no lock is held for long.
    """
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
