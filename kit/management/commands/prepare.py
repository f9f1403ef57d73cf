"""Makes everything ready that a start needs; a second run finds nothing to do."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from kit.design import assets
from kit.design.build_cache import Stamps, fingerprint
from kit.management.commands import compile_languages
from kit.management.commands.ready import has_pending_migrations

# Browsers fetch the built style sheet and scripts (kit/design/assets.py), never what is joined in
# them; the API shows no pages.
JOINED = ["css/*", "js/*", "late/*", "parts/*", "shared/*", "*/late/*", "*/joined/*"]
UNSERVED = [*JOINED, "rest_framework/*"]


class Command(BaseCommand):
    """Compile languages, build assets, migrate, collect static files: what is out of date."""

    help = "Prepares languages, assets, database and static files; does only what is out of date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """An image is built without a database."""
        parser.add_argument("--no-database", action="store_true", help="leave the database alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the four steps in their order: later ones use what earlier ones made."""
        if not Path(settings.STATIC_ROOT).exists():
            self.stdout.write("Preparing a new installation, about half a minute …")
        compile_languages.compile_stale(compile_languages.catalogues())
        if assets.build(Path(settings.VAR_DIR) / "assets"):
            self.stdout.write("Style, icons and typeface are built.")
        if not options["no_database"] and has_pending_migrations():
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        self._collect_static()

    def _collect_static(self) -> None:
        stamps, state = Stamps(Path(settings.VAR_DIR) / "stamps.json"), _static_state()
        if stamps.is_current("static", state):
            return
        self.stdout.write("Collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNSERVED)
        stamps.finish("static", state)


def _static_state() -> str:
    folders = [Path(str(folder)) for folder in settings.STATICFILES_DIRS]
    folders += [Path(app.path) / "static" for app in apps.get_app_configs()]
    lock = Path(settings.BASE_DIR) / "requirements.txt"
    return fingerprint([*folders, lock], settings.STORAGES["staticfiles"]["BACKEND"])
