"""Compiles the translations, without gettext installed."""

from pathlib import Path
from typing import Any

import polib
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


def catalogues() -> list[Path]:
    """The .po files of our own apps and of the project."""
    ours = [Path(app.path) for app in apps.get_app_configs()]
    folders = [path / "locale" for path in ours if path.parent == settings.BASE_DIR]
    folders += [Path(path) for path in settings.LOCALE_PATHS]
    return sorted({file for folder in folders for file in folder.glob("*/LC_MESSAGES/*.po")})


def compile_stale(files: list[Path]) -> int:
    """Compile what is older than its source; returns how many files that were.

    Entries marked fuzzy are left out: a guess is worse than the source text.
    """
    stale = [file for file in files if _is_stale(file, file.with_suffix(".mo"))]
    for file in stale:
        catalogue = polib.pofile(str(file))
        for entry in [entry for entry in catalogue if entry.fuzzy]:
            catalogue.remove(entry)
        catalogue.save_as_mofile(str(file.with_suffix(".mo")))
        # This very process may go on to serve, and has read what was there before.
        translation_file_changed(None, file.with_suffix(".mo"))
    return len(stale)


def _is_stale(source: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


class Command(BaseCommand):
    """Compile every .po that is newer than its .mo."""

    help = "Compiles the translations (.po to .mo)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile and say how many."""
        count = compile_stale(catalogues())
        if options["verbosity"] > 1:
            self.stdout.write(f"{count} translation files compiled.")
