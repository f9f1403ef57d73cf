"""When somebody can be reached again, in words: never why."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.availability.plan import DAY, AvailabilityPlan
from accounts.availability.quiet_time import quiet_ends
from accounts.models import User
from kit.text import humanize

FORESEEABLE = timedelta(days=180)  # later than that nobody plans with


def back_words(back: datetime | None, now: datetime) -> str:
    """As in "Available from 06:30"; empty for now, and for what is too far away to be of use."""
    if back is None or back - now > FORESEEABLE:
        return ""
    return _("Available from %(time)s") % {"time": soon(back, now)}


def soon(moment: datetime, now: datetime) -> str:
    """A time to come: within a day the clock says enough."""
    return humanize.clock(moment) if moment - now < DAY else humanize.end_time(moment, now)


def own_words(plan: AvailabilityPlan, now: datetime) -> tuple[str, str]:
    """One's own quiet time, as in ("Quiet time from 17:30", "Messages wait until 06:30.").

    Empty while there is none within a day.
    """
    begins = plan.next_quiet(now)
    if begins is None:
        return "", ""
    waits = {"time": soon(plan.next_ring(begins), now)}
    starts = {"time": humanize.clock(begins)}
    head = _("Quiet time from %(time)s") % starts if begins > now else _("Quiet time")
    return head, _("Messages wait until %(time)s.") % waits


def say_when_back(people: Iterable[User]) -> list[User]:
    """The same people, each with `back_words`: empty for who can be reached, and for bots."""
    listed, now = list(people), timezone.now()
    found = quiet_ends([person.pk for person in listed if not person.is_bot], now)
    for person in listed:
        person.back_words = back_words(found.get(person.pk), now)  # type: ignore[attr-defined]
    return listed
