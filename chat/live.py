"""Live topics and hints of conversations. A hint carries numbers; `chat/delivery.py` adds to them
what was written, for those who may read it at that moment."""

from typing import Any

from accounts.models import User
from chat.models import Conversation
from kit.live.hints import latest, send_hint, send_hint_to, topic

SPREAD_FROM = 200  # readers; from here on pages wait a random moment before they ask
SPREAD_MS = 2000


@topic("chat")
def chat_channels(user: User, pk: int) -> list[str]:
    """One conversation."""
    return [channel(known) for known in _ids(user, pk=pk)]


@topic("chats")
def chats_channels(user: User, pk: int) -> list[str]:
    """Every conversation of the person, whatever `pk` is: for lists and badges."""
    return [channel(known) for known in _ids(user)]


def channel(conversation_id: int) -> str:
    """The hub's name for a conversation."""
    return f"chat:{conversation_id}"


def hint(conversation: Conversation) -> None:
    """Tell open conversations and lists how far the conversation has come."""
    send_hint(channel(conversation.pk), **_numbers(conversation))


@latest("chat")
def how_far(pks: list[int]) -> dict[int, dict[str, Any]]:
    """What the newest hint of each of these conversations says, for those who missed it."""
    rows = Conversation.objects.filter(pk__in=pks).select_related("space")
    return {row.pk: _numbers(row) for row in rows}


def hint_person(user_id: int, conversation_id: int, **facts: int | list[int]) -> None:
    """Tell the person's own windows that a position, a setting or the list changed."""
    send_hint_to([user_id], chat=conversation_id, **facts)


def _numbers(conversation: Conversation) -> dict[str, Any]:
    crowd = conversation.space.member_count if conversation.space else 0
    return {
        "seq": conversation.last_seq,
        "change": conversation.last_change,
        "spread": SPREAD_MS if crowd >= SPREAD_FROM else 0,
    }


def _ids(user: User, **narrower: int) -> list[int]:
    mine = Conversation.objects.visible_to(user).filter(**narrower)
    return list(mine.values_list("pk", flat=True))
