"""HTML that is drawn once for everybody who sees the same."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache as shared
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from kit.design.build_cache import fingerprint

T = TypeVar("T")
KEPT_SECONDS = 24 * 60 * 60


def drawn(
    name: str, things: Sequence[T], look: Callable[[T], object], draw: Callable[[T], str]
) -> list[str]:
    """The HTML of each thing, in one question to the shared cache.

    `look` says everything that the drawing of a thing shows to this viewer, at this minute; what
    looks alike is drawn once in a language and time zone, by the same version of us.
    """
    if not things:
        return []
    here = (_version(), get_language(), get_current_timezone_name())
    keys = [f"{name}:{_digest((here, look(thing)))}" for thing in things]
    known = shared.get_many(keys)
    fresh = {key: draw(one) for key, one in zip(keys, things, strict=True) if key not in known}
    if fresh:
        shared.set_many(fresh, KEPT_SECONDS)
    return [known.get(key) or fresh[key] for key in keys]


@cache
def _version() -> str:
    """What draws: after an update nothing of before is shown, and while processes of two versions
    run, each sees its own."""
    root = Path(settings.BASE_DIR)
    drawing = ("*/templates/**/*.html", "templates/**/*.html", "*/templatetags/*.py")
    words = ("locale/*/LC_MESSAGES/*.mo", "*/locale/*/LC_MESSAGES/*.mo")
    found = [path for pattern in (*drawing, *words) for path in sorted(root.glob(pattern))]
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"  # names of icons
    return fingerprint([*found, *([manifest] if manifest.exists() else [])])


def _digest(seen: object) -> str:
    return hashlib.sha256(repr(seen).encode()).hexdigest()
