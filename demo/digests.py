"""When the people of the demo company get their digests."""

from datetime import datetime, time, timedelta

from accounts.models import User
from notifications.digest.actions import plan_for_everybody, set_digest_plan
from notifications.digest.models import DigestPlan
from notifications.digest.schedule import Rhythm, Weekday

SINCE = timedelta(days=2)  # so that the preview has something to say
CHOSEN = {
    "meike-jansen": (Rhythm.WORKDAYS, time(6, 45)),
    "jonas-petersen": (Rhythm.WEEKLY, time(9)),
    "lena-krueger": (Rhythm.DAILY, time(18)),
}


def plan_digests(people: dict[str, User], now: datetime) -> None:
    """Everybody gets the company's rhythm, a few their own."""
    for handle, (rhythm, hour) in CHOSEN.items():
        set_digest_plan(by=people[handle], rhythm=rhythm, hour=hour, weekday=Weekday.FRIDAY)
    plan_for_everybody()
    DigestPlan.objects.update(told_until=now - SINCE)
