"""The numbers of a conversation, handed out under the lock of its row.

The lock is what makes order: ids of a sequence become visible in the order of commits, not of
values, so a reader who asks for "everything after my last id" would miss a message of a slower
transaction for good. Under the lock the next number belongs to the next commit.
"""

from django.db.models import QuerySet
from django.utils import timezone

from chat import live
from chat.models import Conversation, Message
from kit.database.bulk import insert, rewrite
from kit.database.locks import waiting_for
from kit.database.prepared import prepared


def lock(conversation: Conversation) -> Conversation:
    """The row as it is now, held until the transaction ends."""
    with waiting_for(f"conversation:{conversation.pk}"):
        rows = _locked(conversation.pk)
    if not rows:
        raise Conversation.DoesNotExist
    return rows[0]


@prepared
def _locked(pk: int) -> QuerySet[Conversation]:
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("space")
    return rows.filter(pk=pk)


def append(conversation: Conversation, **fields: object) -> Message:
    """Write a message with the next number into the locked `conversation`."""
    conversation.last_seq += 1
    conversation.last_change += 1
    message = insert(
        Message(
            conversation=conversation,
            seq=conversation.last_seq,
            change=conversation.last_change,
            **fields,
        )
    )
    conversation.last_message, conversation.last_activity_at = message, timezone.now()
    rewrite(conversation, "last_seq", "last_change", "last_message", "last_activity_at")
    live.hint(conversation)
    return message


def mark_changed(conversation: Conversation, *messages: Message) -> None:
    """Give these messages of the locked `conversation` the next change numbers."""
    for message in messages:
        conversation.last_change += 1
        message.change = conversation.last_change
        rewrite(message, "change")
    rewrite(conversation, "last_change")
    live.hint(conversation)
