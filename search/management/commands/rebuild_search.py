"""Builds the index of the search anew while people work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.index.rebuilding import rebuild, rebuild_everything, resume
from search.sources import sources


class Command(BaseCommand):
    """`manage.py rebuild_search`: goes on where it was stopped."""

    help = "Build the index of the search anew. People may work meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to build, and from where."""
        parser.add_argument("--restart", action="store_true", help="do not go on, begin again")

    def handle(self, **options: Any) -> None:
        """One source after the other, with a line for every batch."""
        counts = {name: source.everything().count() for name, source in sources().items()}
        for step in rebuild_everything(rebuild if options["restart"] else resume):
            self.stdout.write(f"{step.name}: {step.done:,} of {counts[step.name]:,}")
