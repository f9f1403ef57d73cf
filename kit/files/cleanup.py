"""The nightly clean-up of files: rows nobody attached, uploads nobody ended, texts and bytes
without a row."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Model

from kit.database import server_time
from kit.files.storage import FOLDER, StoredFile, key_of_part
from kit.jobs.scheduler import nightly
from kit.limits import UNATTACHED_HOURS
from kit.models import FileText, ResumableUpload

BATCH = 500


@nightly(hour=4)
def remove_orphans() -> dict[str, int]:
    """Remove files that were never attached, uploads in parts, then texts and bytes that no row
    knows; all only when a day old, so that nothing is taken away from who is still writing."""
    before = server_time.now() - timedelta(hours=UNATTACHED_HOURS)
    rows, texts = _remove_rows(before), _remove_texts(before)
    return {"rows": rows, "texts": texts, "files": _remove_bytes(before)}


def stored_models() -> list[type[StoredFile]]:
    """Every table of files."""
    return [model for model in apps.get_models() if issubclass(model, StoredFile)]


def _remove_rows(before: datetime) -> int:
    removed = 0
    found = [model.unattached() for model in stored_models()]
    for waiting in (*found, ResumableUpload.objects.all()):
        for row in waiting.filter(created_at__lt=before).iterator(BATCH):
            row.delete()
            removed += 1
    return removed


def _remove_texts(before: datetime) -> int:
    removed = 0
    keys = FileText.objects.filter(read_at__lt=before).values_list("key", flat=True)
    rest = keys.iterator(chunk_size=BATCH)
    while batch := list(islice(rest, BATCH)):
        gone = set(batch) - _living(batch)
        removed += FileText.objects.filter(key__in=gone).delete()[0]
    return removed


def _remove_bytes(before: datetime) -> int:
    removed = 0
    names = _stored_names(FOLDER)
    while batch := list(islice(names, BATCH)):
        for name in set(batch) - _known(batch):
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                removed += 1
    return removed


def _known(names: list[str]) -> set[str]:
    """Those of `names` whose key still has a row."""
    living = _living({key_of_part(name) for name in names})
    return {name for name in names if key_of_part(name) in living}


def _living(keys: Collection[str]) -> set[str]:
    """Those of `keys` that still have a row."""
    living: set[str] = set()
    tables: list[type[Model]] = [*stored_models(), ResumableUpload]
    for model in tables:
        living.update(model._base_manager.filter(key__in=keys).values_list("key", flat=True))
    return living


def _stored_names(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _stored_names(f"{folder}/{name}")
