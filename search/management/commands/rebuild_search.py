"""Builds the index of the search anew while people work."""

from typing import Any

from django.core.management.base import BaseCommand

from search.index.rebuilding import rebuild
from search.sources import sources


class Command(BaseCommand):
    """`manage.py rebuild_search`."""

    help = "Build the index of the search anew. People may work meanwhile."

    def handle(self, **options: Any) -> None:
        """One kind after the other."""
        for source in sources().values():
            for step in rebuild(source):
                self.stdout.write(f"{step.name}: {step.done}")
