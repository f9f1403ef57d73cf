"""What may be uploaded in parts. Apps list their kinds as `UPLOADS` in their `uploads.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.discovery import declared
from kit.files.storage import StoredFile
from kit.http.exceptions import Problem


@dataclass(frozen=True)
class UploadKind:
    """A kind of file: `take(by=…, upload=…, description=…)` is what takes one in that came at
    once, and decides in the end; `limit` and `may` refuse early what it would refuse."""

    name: str
    take: Callable[..., StoredFile]
    scopes: Mapping[str, str]  # what a key of a program needs, by method
    limit: Callable[[str], int] = lambda name: limits.FILE_BYTES
    may: Callable[[Any], bool] = lambda by: True


def kinds() -> dict[str, UploadKind]:
    """All kinds, by name."""
    return {kind.name: kind for kind in declared("uploads", "UPLOADS")}


def kind_called(name: str) -> UploadKind:
    """The kind of this name, or a Problem."""
    if kind := kinds().get(name):
        return kind
    raise Problem("unknown_kind", _("This kind of file is unknown."), field="kind")
