"""Points in time, said the way people say them."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

NBSP = "\N{NO-BREAK SPACE}"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
NOON_SOON, EVENING = 11, 18
DAYS_OF_A_WEEK = 7


def relative_time(moment: datetime, now: datetime | None = None) -> tuple[str, str]:
    """`moment` as seen from `now` in the current time zone and language: the nearer, the shorter.

    The second text is a shorter form for narrow screens, empty when there is none.
    """
    now = now or timezone.now()
    age = now - moment
    if timedelta(0) <= age < HOUR:
        return _minutes_ago(int(age / MINUTE))
    return day_and_time(moment, now), ""


def day_and_time(moment: datetime, now: datetime | None = None) -> str:
    """`moment` with its day, however near it is: "yesterday, 18:00"."""
    return _unbroken(_by_calendar(timezone.localtime(moment), timezone.localtime(now)))


def in_full(moment: datetime) -> str:
    """Weekday, date and time, for the title of a `<time>` element."""
    # Translators: Django date format of a full date, as in "Friday 20 November 2026, 11:05"
    return date_format(timezone.localtime(moment), pgettext("date format", "l j F Y, H:i"))


def clock(moment: datetime) -> str:
    """Hours and minutes, 24 hours a day in both languages."""
    return date_format(timezone.localtime(moment), "H:i")


def day(moment: date) -> str:
    """A day within reach, as in "Fri 27 Nov"; with its year where that is another one."""
    if moment.year == timezone.localdate().year:
        # Translators: Django date format of a day within this year, as in "Fri 27 Nov"
        return _unbroken(date_format(moment, pgettext("date format", "D j M")))
    # Translators: Django date format of another year, as in "3 Nov 2025"
    return _unbroken(date_format(moment, pgettext("date format", "j M Y")))


def spoken_day(moment: date) -> str:
    """A day of the past as a heading: "Today", "Yesterday", "Friday", "Fri 20 Nov"."""
    ago = (timezone.localdate() - moment).days
    if ago < 2:
        return _("Yesterday") if ago == 1 else _("Today")
    return date_format(moment, "l") if ago < DAYS_OF_A_WEEK else day(moment)


def end_time(moment: datetime, now: datetime | None = None) -> str:
    """When something ends: the time of day, with the date unless it is today."""
    moment, now = timezone.localtime(moment), timezone.localtime(now)
    is_today = moment.date() == now.date()
    return _unbroken(clock(moment) if is_today else _day_and_time(moment))


def greeting(now: datetime | None = None) -> str:
    """What one says at this hour."""
    hour = timezone.localtime(now).hour
    if hour < NOON_SOON:
        return _("Good morning.")
    return _("Hello.") if hour < EVENING else _("Good evening.")


def _minutes_ago(minutes: int) -> tuple[str, str]:
    if minutes < 1:
        return _unbroken(_("just now")), ""
    values = {"minutes": minutes}
    # Translators: beside a name, for example "12 min ago", and shorter on phones "12 min"
    return _unbroken(_("%(minutes)s min ago") % values), _unbroken(_("%(minutes)s min") % values)


def _by_calendar(moment: datetime, now: datetime) -> str:
    days = (now.date() - moment.date()).days
    if days in (0, 1):
        words = _("today, %(time)s") if days == 0 else _("yesterday, %(time)s")
        return words % {"time": clock(moment)}
    if moment.year == now.year:
        return _day_and_time(moment)
    # Translators: Django date format of another year, as in "3 Nov 2025"
    return date_format(moment, pgettext("date format", "j M Y"))


def _day_and_time(moment: datetime) -> str:
    # Translators: Django date format within this year, as in "Fri 20 Nov, 11:05"
    return date_format(moment, pgettext("date format", "D j M, H:i"))


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP)
