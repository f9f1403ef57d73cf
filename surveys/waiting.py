"""What the badge of the navigation counts."""

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

from kit.database.server_time import NowAnywhere
from surveys.models import Participation, Survey


def open_surveys() -> Coalesce:
    """An expression over a person's row: open surveys that ask this person and got no answer."""
    person = OuterRef(OuterRef("pk"))
    took = Participation.objects.filter(survey=OuterRef("pk"), user=person)
    asks = Survey.spaces.through.objects.filter(
        survey=OuterRef("pk"), space__memberships__user=person
    )
    running = Survey.objects.filter(
        Exists(asks), ~Exists(took), published_at__isnull=False, opens_at__lte=NowAnywhere()
    ).filter(ends_at__gt=Now())
    number = running.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
