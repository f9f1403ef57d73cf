"""One command from a fresh checkout to a running intranet (embedded profile)."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kit.stamps import Stamps

DEMO_SIGN_INS = (
    "Sign in as anna@nordwerk.example, ben@nordwerk.example or admin@nordwerk.example; "
    "the password is 'flurfunk-demo'."
)


class Command(BaseCommand):
    """Prepare, fill the demo company into an empty database, serve."""

    help = "Prepares everything and serves on http://127.0.0.1:$PORT (8000)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until Ctrl-C, which ends with exit code 0."""
        if not settings.EMBEDDED:
            raise CommandError("bin/run is the embedded profile: unset DATABASE_URL and REDIS_URL.")
        port = _free_port()
        try:
            call_command("prepare", stdout=self.stdout)
            demo = self._fill_demo()
            self._greet(port)
            call_command("serve", port=port)
        except KeyboardInterrupt:
            pass
        finally:
            self.stdout.write("Flurfunk has stopped.")
