"""Times at which a message may be sent later, offered with one tap."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chat.models import Conversation
from kit.moments import clock, spoken

MORNING = time(8)
MONDAY = 0
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
    """When the other one of two people has said to be back."""
    partner: Any = getattr(conversation, "partner", None)
    if not (partner and partner.is_busy and partner.status_until):
        return []
    until = partner.status_until
    words = _("When %(name)s is back, %(time)s")
    values = {"name": partner.first_name, "time": spoken(until)[0]}
    return [(words % values, timezone.localtime(until) + timedelta(minutes=1))]
