"""Questions inside a statement that cost no more where there is much."""

from typing import Any

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

MOST = 100  # a badge says "99+" from here on


def among(found: QuerySet[Any], name: str, by: str = "pk") -> Q:
    """That what the field `name` holds is `by` of one of `found`, asked for this one alone.

    An `Exists` below an OR lets PostgreSQL collect the ids of all of `found` first, every post of
    the company, to look a few of them up there.
    """
    there = found.filter(**{by: OuterRef(name)}).order_by()
    # an id that none has, in place of NULL, whose opposite would be NULL too
    return Q(**{name: Coalesce(Subquery(there.values(by)[:1]), 0)})


class UpToMost(Subquery):
    """How many rows there are; whoever has `MOST` or more has that many."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[:MOST])
