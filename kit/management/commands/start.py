"""One command from a fresh checkout to a running intranet (embedded profile)."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

STOP_SECONDS = 10
DEMO_COMPANY = "Nordwerk"


class Command(BaseCommand):
    """Prepare, serve, and meanwhile fill the demo company into an empty database."""

    help = "Prepares everything and serves on http://127.0.0.1:8000 (PORT changes it)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C, which ends with exit code 0."""
        if not settings.EMBEDDED:
            raise CommandError("This starts the embedded profile: unset DATABASE_URL, REDIS_URL.")
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        _refuse_taken_port()
        demo = None
        try:
            _prepare()
            demo = self._fill_demo()
            self.stdout.write(f"Flurfunk is at {settings.BASE_URL} (Ctrl-C ends it).")
            call_command("serve")
        except KeyboardInterrupt:
            pass
        finally:
            _stop(demo)
        self.stdout.write("Flurfunk has stopped.")

    def _fill_demo(self) -> subprocess.Popen[bytes] | None:
        """Start filling the demo company beside the server, so the first page does not wait.

        On later starts the same command finishes what was interrupted and tells the sign-ins.
        """
        mark = Path(settings.VAR_DIR) / "demo"
        if not settings.DEMO or (get_user_model().objects.exists() and not mark.exists()):
            return None
        mark.touch()
        settings.COMPANY_NAME = os.environ.get("COMPANY_NAME", DEMO_COMPANY)
        return _begin("demo", "company", "--again")


def _prepare() -> None:
    """In a process of its own, which takes back what only the preparing needs: 13 MB."""
    with _begin("prepare") as child:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            _stop(child)
            raise
    if code:
        raise CommandError("The installation could not be prepared.", returncode=code)


def _refuse_taken_port() -> None:
    from kit.embedded import is_taken  # brings the whole server with it

    if is_taken(settings.HOST, settings.PORT):
        raise CommandError(
            f"Port {settings.PORT} is in use; choose another: PORT={settings.PORT + 1} bin/run."
        )


def _begin(*words: str) -> subprocess.Popen[bytes]:
    """A command beside us, in a session of its own: Ctrl-C reaches it through us and in order."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)


def _stop(process: subprocess.Popen[bytes] | None) -> None:
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
