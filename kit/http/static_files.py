"""Static files with hashed names."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

HASH = 6  # digits: a card names files dozens of times


class Storage(CompressedManifestStaticFilesStorage):
    """With names that say as little as they must."""

    def file_hash(self, name: str, content: Any = None) -> str | None:
        """A short digest: it only has to differ from those of the file's other versions."""
        found = super().file_hash(name, content)
        return found and found[:HASH]
