"""Remembers what a step was last made from, so that it runs again only when that changed."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """One value for the state of these files and folders (by size and time) and these words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        for file in _files(path):
            state = file.stat()
            digest.update(f"{file}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(
            file for file in path.rglob("*") if file.is_file() and ".pyc" not in file.name
        )
    return [path] if path.exists() else []


class Stamps:
    """A small JSON file of step name → fingerprint."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def is_current(self, step: str, value: str) -> bool:
        """Whether `step` was last finished with this fingerprint."""
        return self._read().get(step) == value

    def finish(self, step: str, value: str) -> None:
        """Write down that `step` is done."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(self._read() | {step: value}, indent=1), encoding="utf-8")
        draft.replace(self.path)

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}
