"""A vote."""

from bench.cpu import Busy, Work, by_all
from tests.factories import make_poll


def works(at: Busy) -> list[Work]:
    """Everybody votes once in each of two polls."""
    polls = [make_poll(at.people[0], at.space) for _ in range(2)]
    ballots = by_all(polls, at.people)
    choices = {f"option-{poll.pk}": str(poll.options.all()[0].pk) for poll in polls}
    return [Work("vote", 12, lambda: f"/polls/{next(ballots).pk}/vote/", "POST", lambda: choices)]
