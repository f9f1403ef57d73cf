"""Taking the text out of a stored file, safely: limits before, a process that may die around it."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage

from kit import limits
from kit.files.texts import child

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Extract:
    """The text of each page from the first on; `is_whole` is False where something is left out."""

    pages: tuple[str, ...] = ()
    is_whole: bool = False


def extract(name: str, size: int) -> Extract:
    """The text of the stored file of this name. What cannot be read has no pages.

    Raises what the storage raises, so that a storage that is away is asked again later.
    """
    if size > limits.FILE_TEXT_BYTES:
        return Extract()
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as written:
        with default_storage.open(name) as stored:
            for chunk in stored.chunks(CHUNK):
                copy.write(chunk)
        copy.seek(0)
        status = _read(copy, written)
        written.seek(0)
        return Extract(_pages(written), is_whole=status == 0)


def _read(source: IO[bytes], target: IO[bytes]) -> int | None:
    """Let a child read `source` and write `target`; its exit status, None when it took too long."""
    command = [sys.executable, "-E", "-s", "-m", child.__name__]
    try:
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env={},
            stdin=source,
            stdout=target,
            stderr=subprocess.DEVNULL,
            timeout=2 * limits.FILE_TEXT_SECONDS,  # its own limit counts only time that it works
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode


def _pages(written: IO[bytes]) -> tuple[str, ...]:
    """All lines that were written to their end."""
    return tuple(json.loads(line) for line in written if line.endswith(b"\n"))
