"""Static files with hashed names."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


HASH = 6  # digits: a card names files dozens of times


class Storage(CompressedManifestStaticFilesStorage):
    """Hashes imports between our own modules; third-party scripts stay as they came.

    Hashing imports in every file fails on a comment inside a packaged script.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", IMPORTS),
    )

    def file_hash(self, name: str, content: Any = None) -> str | None:
        """A short digest: it only has to differ from those of the file's other versions."""
        found = super().file_hash(name, content)
        return found and found[:HASH]
