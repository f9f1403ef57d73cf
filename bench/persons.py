"""The feed's statements at a million posts for five kinds of people; the worst may cost five times
the typical person's."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.report import Row, at_most, measurement
from feed import timeline
from feed.models import Placement, Post
from spaces.models import Membership, Space
from tests.factories import make_user

RUNS, WORST = 25, 5.0


def five_persons() -> list[Row]:
    """Milliseconds in the database for one page of the own spaces, median of many runs."""
    typical = User.objects.get(handle="typical")  # of demo.large: in twelve living spaces
    fiftieth = _cursor_of_page(typical, 50)
    people: dict[str, tuple[User, str | None]] = {
        "typical person": (typical, None),
        "all spaces empty": (_member_of("empty", _quiet_spaces(0)), None),
        "all spaces ancient": (_member_of("ancient", _quiet_spaces(30)), None),
        "member of all spaces": (_member_of("everywhere", list(Space.objects.all())), None),
        "page 50": (typical, fiftieth),
    }
    cost = {
        name: _database_ms(lambda who=who: timeline.feed(who[0], show="spaces", after=who[1]))
        for name, who in people.items()
    }
    reference = cost["typical person"]
    rows = [measurement(f"{name}", ms, "ms") for name, ms in cost.items()]
    return rows + [
        at_most(f"{name} against the typical person", ms / reference, WORST, "×")
        for name, ms in cost.items()
        if name != "typical person"
    ]


def _member_of(name: str, spaces: list[Space]) -> User:
    person = make_user(f"bench-{name}")
    Membership.objects.bulk_create(
        [Membership(space=space, user=person) for space in spaces], ignore_conflicts=True
    )
    return person


def _quiet_spaces(posts: int) -> list[Space]:
    """Ten spaces with so many posts each, all of them three years old."""
    founder = make_user("bench-founder")
    old = timezone.now() - timedelta(days=1100)
    spaces = Space.objects.bulk_create(
        Space(name=f"Quiet {posts} {n}", slug=f"quiet-{posts}-{n}", author=founder, access="closed")
        for n in range(10)
    )
    for space in spaces:
        made = Post.objects.bulk_create(
            Post(author=founder, body="Old", body_html="<p>Old</p>", published_at=old)
            for _ in range(posts)
        )
        Placement.objects.bulk_create(
            Placement(post=post, space=space, published_at=old) for post in made
        )
    return spaces


def _cursor_of_page(person: User, number: int) -> str | None:
    cursor = None
    for _ in range(number - 1):
        cursor = timeline.feed(person, show="spaces", after=cursor).next or cursor
    return cursor


def _database_ms(call: Callable[[], object]) -> float:
    """Milliseconds spent in statements, the median of `RUNS`."""
    spent: list[float] = []

    def timed(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[-1] += (time.perf_counter() - start) * 1000

    with connection.execute_wrapper(timed):
        for _ in range(RUNS):
            spent.append(0.0)
            call()
    return statistics.median(spent[3:])
