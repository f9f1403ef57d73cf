"""Works the outbox by hand, in either profile."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kit.jobs import outbox, scheduler


class Command(BaseCommand):
    """Do the background work that is due now, then end."""

    help = "Works the outbox until nothing is due. --scheduled NAME runs one piece of the clock."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which scheduled work, if any."""
        parser.add_argument("--scheduled", choices=sorted(scheduler.SCHEDULE))

    def handle(self, *args: Any, **options: Any) -> None:
        """Work, and say how much it was."""
        if options["scheduled"]:
            scheduler.run(options["scheduled"])
        count = 0
        while done := outbox.work():
            count += done
        self.stdout.write(f"{count} pieces of background work done.")
