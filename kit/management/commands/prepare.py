"""Makes everything ready that a start needs; a second run finds nothing to do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from kit import assets
from kit.management.commands import compile_languages
from kit.management.commands.ready import has_pending_migrations
from kit.stamps import Stamps, fingerprint


class Command(BaseCommand):
    """Compile languages, build assets, migrate, collect static files: what is out of date."""

    help = "Prepares languages, assets, database and static files; does only what is out of date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        """An image is built without a database."""
        parser.add_argument("--no-database", action="store_true", help="leave the database alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the four steps in their order: later ones use what earlier ones made."""
        self.stamps = Stamps(Path(settings.VAR_DIR) / "stamps.json")
        compile_languages.compile_stale(compile_languages.catalogues())
        self._step("Building icons and typeface", "assets", _asset_state(), self._build_assets)
        if not options["no_database"] and has_pending_migrations():
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        self._step("Collecting static files", "static", _static_state(), self._collect)

    def _step(self, text: str, name: str, state: str, work: Callable[[], None]) -> None:
        if self.stamps.is_current(name, state):
            return
        self.stdout.write(f"{text} …")
        work()
        self.stamps.finish(name, state)

    def _build_assets(self) -> None:
        assets.build(Path(settings.VAR_DIR) / "assets")

    def _collect(self) -> None:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def _asset_state() -> str:
    root = Path(settings.BASE_DIR)
    font = root / "node_modules" / "@fontsource-variable"
    sources = [Path(assets.__file__), root / "templates", root / "static", font, *_locks()]
    return fingerprint(sources, settings.BRAND_COLOUR, settings.BRAND_LOGO)


def _static_state() -> str:
    folders = [Path(str(folder)) for folder in settings.STATICFILES_DIRS]
    folders += [Path(app.path) / "static" for app in apps.get_app_configs()]
    return fingerprint([*folders, *_locks()], settings.STORAGES["staticfiles"]["BACKEND"])


def _locks() -> list[Path]:
    return [Path(settings.BASE_DIR) / "requirements.txt"]
