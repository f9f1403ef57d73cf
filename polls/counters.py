"""Recounting: what is stored beside polls and options against the rows, every night.

The choices of anonymous polls have no rows: their counters are the only record.
"""

from kit.database.counters import repair, rows_of
from polls.models import Option, Participation, Poll, Vote


def recount() -> dict[str, int]:
    """Put right every counter that differs from its rows; says how many of which differed."""
    named = Option.objects.filter(poll__is_anonymous=False)
    return {
        "polls": repair(
            Poll.objects.all(), {"voter_count": rows_of(Participation.objects.all(), "poll")}
        ),
        "options": repair(named, {"vote_count": rows_of(Vote.objects.all(), "option")}),
    }
