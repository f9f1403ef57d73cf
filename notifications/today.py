"""What is new for a person, on the start page of a phone."""

from accounts.models import User
from kit.facts import facts_of
from kit.today import TodayPart
from notifications.rendering import NotificationLine, lines_of
from notifications.views import first_new

MOST = 4


def newest(user: User) -> list[NotificationLine]:
    """The newest lines of the bell; the list behind them has all, in their order."""
    if not facts_of(user).get("in_notifications"):
        return []
    return lines_of(user, first_new(user)[:MOST])


TODAY = (TodayPart("notifications/_today.html", newest, order=50),)
