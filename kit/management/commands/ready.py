"""Refuses the start of the server profile while the database is behind the code."""

from typing import Any

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
