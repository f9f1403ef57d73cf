"""Holds the committed API description against the code."""

import difflib
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Fail when docs/openapi.yaml is not what the code describes; --write makes it so."""

    help = "Compares docs/openapi.yaml with the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """Writing is for the person who changed the API on purpose."""
        parser.add_argument("--write", action="store_true", help="write the file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or write."""
        path = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
        made = _described()
        if options["write"]:
            path.write_text(made, encoding="utf-8")
            return
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        if made != kept:
            changes = difflib.unified_diff(
                kept.splitlines(), made.splitlines(), "file", "code", n=1
            )
            raise CommandError(
                "docs/openapi.yaml differs from the code; 'manage.py check_schema --write' "
                "updates it.\n" + "\n".join(list(changes)[:40])
            )


def _described() -> str:
    text = io.StringIO()
    # in English, whatever the site speaks and whether translations are compiled or not
    call_command("spectacular", validate=True, fail_on_warn=True, lang="en", stdout=text)
    return text.getvalue()
