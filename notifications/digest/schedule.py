"""When the next digest is due: the clock on the wall of the person decides."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often a person wants a digest."""

    NONE = "none", _("Never")
    DAILY = "daily", _("Every day")
    WORKDAYS = "workdays", _("On working days")
    WEEKLY = "weekly", _("Once a week")


class Weekday(models.IntegerChoices):
    """The day of a weekly digest."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def next_due(
    rhythm: str, hour: time, weekday: int, zone: ZoneInfo, after: datetime
) -> datetime | None:
    """The first moment after `after` at which the clock in `zone` shows `hour` on a day that fits.

    Once a day: an hour that a clock change repeats counts the first time, one that it leaves out
    counts as many minutes later as the clock jumps.
    """
    if rhythm == Rhythm.NONE:
        return None
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(day, hour, zone).astimezone(UTC)
        if moment > after and _fits(rhythm, weekday, day.weekday()):
            return moment
        day += timedelta(days=1)


def _fits(rhythm: str, wanted: int, weekday: int) -> bool:
    if rhythm == Rhythm.WORKDAYS:
        return weekday < Weekday.SATURDAY
    return rhythm == Rhythm.DAILY or weekday == wanted
