"""Times at which a message may be sent later, offered with one tap."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.availability.texts import soon
from chat.limits import PLANNED_DAYS
from chat.models import Conversation
from kit.text.humanize import clock

MORNING = time(8)
MONDAY = 0
ALMOST_A_MINUTE = timedelta(seconds=59)  # so that the field's full minute is never too early
FIELD = "%Y-%m-%dT%H:%M"  # as the field for dates writes it


def later_moments(conversation: Conversation, now: datetime | None = None) -> list[tuple[str, str]]:
    """Words and value of each offer, in the person's time zone."""
    now = timezone.localtime(now)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), MORNING, now.tzinfo)
    monday = tomorrow + timedelta(days=(MONDAY - tomorrow.weekday()) % 7)
    hour = now + timedelta(hours=1)
    offers = [
        *_back(conversation),
        (_("In 1 hour, %(time)s") % {"time": clock(hour)}, hour),
        (_("Tomorrow, %(time)s") % {"time": clock(tomorrow)}, tomorrow),
    ]
    if monday != tomorrow:
        offers.append((_("Monday, %(time)s") % {"time": clock(monday)}, monday))
    return [(words, moment.strftime(FIELD)) for words, moment in offers]


def _back(conversation: Conversation) -> list[tuple[str, datetime]]:
    """When the other one of two people can be reached again."""
    partner, back = getattr(conversation, "partner", None), getattr(conversation, "back", None)
    now = timezone.now()
    if not (partner and back and back < now + timedelta(days=PLANNED_DAYS)):
        return []
    words = _("When %(name)s is back, %(time)s")
    values = {"name": partner.first_name, "time": soon(back, now)}
    return [(words % values, timezone.localtime(back + ALMOST_A_MINUTE))]
