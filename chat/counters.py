"""Recounting: the stored counters are compared with the rows every night."""

from chat.models import Message, MessageReaction
from kit.database.counters import repair, rows_of
from reactions.counters import reactions_of


def recount() -> dict[str, int]:
    """Put right every counter that differs from its rows; says how many messages differed."""
    replies = rows_of(Message.objects.living(), "root")
    counters = reactions_of(MessageReaction, "message") | {"reply_count": replies}
    return {"messages": repair(Message.objects.all(), counters)}
