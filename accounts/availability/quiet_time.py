"""Whether it may ring for somebody, and when next. Every moment here knows its time zone.

Hours, days off and what a person says to be doing (`accounts.status.SILENCING`) count alike.

quiet_until(user, at)     None: it may ring; else when it may again
quiet_ends(user_ids, at)  the same of many people, in a constant number of statements
"""

from collections.abc import Iterable
from datetime import datetime

from accounts.availability.queries import plans_of
from accounts.models import User

Ends = dict[int, datetime | None]


def quiet_until(user: User, at: datetime) -> datetime | None:
    """When the quiet time that `user` has at `at` ends; None when it may ring.

    For somebody who is not reachable within `plan.HORIZON` it is the end of that: look again then.
    """
    return quiet_ends([user.pk], at)[user.pk]


def quiet_ends(user_ids: Iterable[int], at: datetime) -> Ends:
    """`quiet_until` of each of these people."""
    plans = plans_of(user_ids, at)
    return {pk: _later(plan.next_ring(at), at) for pk, plan in plans.items()}


def _later(moment: datetime, at: datetime) -> datetime | None:
    return moment if moment > at else None
