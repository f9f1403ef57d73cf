"""Serves pages and sockets in one process (embedded profile)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Serve until Ctrl-C: pages, sockets, background work, all in this process."""

    help = "Serves pages and sockets in one process; HOST and PORT choose the address."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The address, by default what HOST and PORT say."""
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the address, then serve."""
        from kit.embedded import Embedded, is_taken

        host, port = options["host"], options["port"]
        if not settings.EMBEDDED:
            raise CommandError(
                "This serves the embedded profile: unset DATABASE_URL, REDIS_URL, "
                "or start granian and uvicorn."
            )
        if is_taken(host, port):
            raise CommandError(f"Port {port} is in use; choose another: PORT={port + 1}.")
        Embedded(host, port).run()
