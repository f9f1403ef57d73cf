"""When people may be told: at once, or a moment after the end of their quiet time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.availability.plan import AvailabilityPlan
from accounts.availability.queries import plans_of

# What colleagues planned for that very moment is sent first and comes in the same summary.
GATHER = timedelta(seconds=30)


def digest_times(people: Iterable[int], now: datetime) -> dict[int, datetime | None]:
    """When each of these people is told what happens at `now`; None: at once."""
    plans = plans_of(people, now - GATHER)
    return {pk: _digest_time(plan, now) for pk, plan in plans.items()}


def _digest_time(plan: AvailabilityPlan, now: datetime) -> datetime | None:
    ahead, lately = plan.next_ring(now), plan.next_ring(now - GATHER)
    if ahead > now:
        return ahead + GATHER
    return lately + GATHER if lately > now - GATHER else None
