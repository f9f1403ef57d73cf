"""Who waits for an answer, on the start page of a phone."""

from django.db.models import QuerySet

from accounts.models import User
from chat import queries
from chat.models import Conversation
from kit.database.prepared import prepared
from kit.facts import facts_of
from kit.today import TodayPart

MOST = 3


def waiting(user: User) -> list[Conversation]:
    """Unread conversations, those written in last first; no question without any."""
    if not facts_of(user).get("in_chat"):
        return []
    return queries.completed(user, _unread(user))


@prepared
def _unread(user: User) -> QuerySet[Conversation]:
    return queries.unread_of(user)[:MOST]


TODAY = (TodayPart("chat/_today.html", waiting, order=10),)
