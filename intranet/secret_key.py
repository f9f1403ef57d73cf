"""The secret key that signs sessions and links."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def key(given: str, var_dir: Path, embedded: bool) -> str:
    """The given key; the embedded profile makes one once and keeps it in `var_dir`."""
    if given:
        return given
    if not embedded:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing: give SECRET_KEY or SECRET_KEY_FILE with 50 random characters."
        )
    path = var_dir / "secret_key"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Write a fresh key that only the owner can read; of two processes at once the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
