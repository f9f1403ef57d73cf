"""How long rows are kept. A model says it where it stands; one task of the night deletes the rest.

    @kept_for(days=7, since="done_at")
    class Mail(models.Model): …

Rows whose `since` is empty are kept. Files are another matter (`kit.files.cleanup`): with each of
their rows bytes go that lie elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

from kit.database import server_time

M = TypeVar("M", bound=type[models.Model])

BATCH = 1000  # rows deleted at once, so that no lock is held for long


@dataclass(frozen=True)
class Retention:
    """How long rows are kept, counted from the moment in one of their columns."""

    since: str
    age: timedelta


def kept_for(*, since: str, **age: int) -> Callable[[M], M]:
    """Keep rows of the decorated model that long: `@kept_for(days=7, since="done_at")`."""

    def note(model: M) -> M:
        model.retention = Retention(since, timedelta(**age))  # type: ignore[attr-defined]
        return model

    return note


def forget_old(*models: type[models.Model]) -> dict[str, int]:
    """Delete what is older than its model keeps it, of all models or of these; how many rows."""
    kept = models or [model for model in apps.get_models() if "retention" in vars(model)]
    return {model._meta.label: _delete_expired(model) for model in kept}


def _delete_expired(model: type[models.Model]) -> int:
    kept: Retention = model.retention  # type: ignore[attr-defined]
    before = {f"{kept.since}__lt": server_time.now() - kept.age}
    return delete_in_batches(model._base_manager.filter(**before))


def delete_in_batches(rows: models.QuerySet[Any]) -> int:
    """Delete all of `rows`, a batch at a time; returns how many, without what went along."""
    deleted = 0
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._base_manager.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted
