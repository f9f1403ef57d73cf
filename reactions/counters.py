"""The six counters of a thing, for the nightly recount."""

from typing import Any

from django.db.models.functions import Coalesce

from kit.database.counters import rows_of
from reactions.models import ReactionKind


def reactions_of(model: Any, target: str) -> dict[str, Coalesce]:
    """The six counters of a thing, each as the number of its rows in `model`."""
    kinds = ReactionKind.values
    return {f"{kind}_count": rows_of(model.objects.filter(kind=kind), target) for kind in kinds}
