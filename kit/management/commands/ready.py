"""Refuses the start of the server profile while the database is behind the code."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


def has_pending_migrations() -> bool:
    """Whether the database is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Command(BaseCommand):
    """Exit 0 when this version may serve on this database, else say in one sentence why not."""

    help = "Checks that the database is there and has every migration of this version."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the database."""
        try:
            pending = has_pending_migrations()
        except OperationalError as error:
            raise CommandError("The database does not answer; is DATABASE_URL right?") from error
        if pending:
            raise CommandError("The database lacks migrations: run 'manage.py migrate' first.")
        refuse_lost_uploads()
        if not settings.SMTP_HOST and not settings.LOCAL_MAILBOX:
            self.stderr.write("SMTP_HOST is not set: mails wait until a mail server is named.")


def refuse_lost_uploads() -> None:
    """Uploads need a folder that this process may write."""
    if not isinstance(default_storage, FileSystemStorage):
        return
    folder = Path(default_storage.location)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_ours = os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        is_ours = False
    if not is_ours:
        user = f"{os.geteuid()}:{os.getegid()}"
        raise CommandError(f"Uploads cannot be written: give {folder} to {user}.")
