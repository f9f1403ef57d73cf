"""What the badge of the navigation counts."""

from django.db.models import F, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from surveys.models import Survey


def open_surveys() -> Coalesce:
    """An expression over a person's row: open surveys that ask this person and got no answer."""
    waiting = Survey.objects.waiting_for(OuterRef(OuterRef("pk")))
    number = waiting.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
