"""Static files with hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class Storage(CompressedManifestStaticFilesStorage):
    """Hashes imports between our own modules; third-party scripts stay as they came.

    Hashing imports in every file fails on a comment inside a packaged script.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", IMPORTS),
        ("chat/js/*.js", IMPORTS),
    )
