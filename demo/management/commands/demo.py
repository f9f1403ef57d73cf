"""`manage.py demo company`: something to look at; `large` and `conversation`: to measure."""

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from demo import company
from demo.large import FEWEST_SPACES, SIZES, SPECIAL, fill_large
from demo.long_conversation import fill_conversation

MESSAGES, PARTICIPANTS = 100_000, 20

GREETING = """
Sign in with one of these addresses, the password is {password}
{people}
"""


class Command(BaseCommand):
    """Fills the database with a company."""

    help = "Fills the database: company (212 people), large (10,000) or conversation (a long one)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word for each company, sizes for the large one."""
        which = parser.add_subparsers(dest="which", required=True)
        small = which.add_parser("company", help="Nordwerk: 212 people, posts worth reading")
        small.add_argument(
            "--again", action="store_true", help="also when people are there already"
        )
        small.add_argument("--plain", action="store_true", help="without pictures, faster")
        small.add_argument("--yes", action="store_true", help="also with PostgreSQL")
        large = which.add_parser("large", help="a company for measurements, by bulk copy")
        large.add_argument("--yes", action="store_true", help="also when people are there already")
        for name, number in SIZES.items():
            large.add_argument(f"--{name}", type=int, default=number, help=f"default {number:,}")
        one = which.add_parser(
            "conversation", help="one long conversation, for people who are there"
        )
        one.add_argument("--messages", type=int, default=MESSAGES, help=f"default {MESSAGES:,}")
        one.add_argument("handles", nargs="*", metavar="handle", help="default: the first 20")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, and say how long it took."""
        started = time.monotonic()
        if options["which"] == "company":
            self._company(**{name: options[name] for name in ("again", "plain", "yes")})
        elif options["which"] == "conversation":
            self._conversation(options["handles"], options["messages"])
        else:
            self._large({name: options[name] for name in SIZES}, yes=options["yes"])
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} seconds.")

    def _company(self, *, again: bool, plain: bool, yes: bool) -> None:
        if not settings.EMBEDDED and not yes:
            raise CommandError("This is a server with PostgreSQL. Add --yes if you mean it.")
        if not again and company.strangers():
            raise CommandError("There are people in the database already. Add --again to add more.")
        if company.is_complete():
            self.stdout.write("The demo company is complete; nothing to do.")
        else:
            self.stdout.write("Filling the demo company Nordwerk.")
            company.fill(self._say, pictures=not plain)
        self.stdout.write(GREETING.format(password=company.PASSWORD, people=sign_ins()).strip())

    def _large(self, sizes: dict[str, int], *, yes: bool) -> None:
        if User.objects.exists() and not yes:
            raise CommandError("There are people in the database already. Add --yes to add more.")
        if sizes["spaces"] < FEWEST_SPACES or sizes["people"] < len(SPECIAL):
            raise CommandError(f"At least {FEWEST_SPACES} spaces and {len(SPECIAL)} people.")
        fill_large(self._say, **sizes)

    def _conversation(self, handles: list[str], messages: int) -> None:
        people = list(participants(handles))
        if len(people) < max(len(handles), 1) or messages < 1:
            raise CommandError("There must be such people, and at least one message.")
        group = fill_conversation(people, messages)
        self.stdout.write(f"  {group.last_seq:,} messages in {group.get_absolute_url()}")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
        self.stdout.flush()


def participants(handles: list[str]) -> Iterable[User]:
    """The people with these handles in that order, or the first 20 there are."""
    if not handles:
        return User.objects.active().order_by("pk")[:PARTICIPANTS]
    known = {user.handle: user for user in User.objects.active().filter(handle__in=handles)}
    return [known[handle] for handle in dict.fromkeys(handles) if handle in known]


def sign_ins() -> str:
    """The people to sign in as, a line each."""
    people = User.objects.filter(handle__in=company.SIGN_INS).order_by("role")
    lines = (f"  {user.email:32} {user.job_title}, {user.role}" for user in people)
    return "\n".join(lines)
