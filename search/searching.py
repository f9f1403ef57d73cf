"""What the index finds for lists of other apps, which show it in their own way."""

from accounts.models import User
from search.engine import Query
from search.engine.finding import ids


def ids_of(user: User, kind: str, text: str) -> list[int]:
    """Things of one kind, the best first."""
    return ids(user, Query(text, kinds=(kind,)))


def messages_of(user: User, conversation: int, text: str) -> list[int]:
    """Messages of one conversation, the best first."""
    return ids(user, Query(text, kinds=("message",), conversation=conversation))
