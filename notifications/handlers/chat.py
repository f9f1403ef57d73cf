"""What is told of conversations: only being named. What is unread there, the chat itself counts."""

from chat.events import MessageDeleted, PeopleNamed
from chat.models import Message
from kit.outbox import on
from notifications.models import Cause, Notification
from notifications.telling import News, tell, withdraw


@on(PeopleNamed)
def tell_the_named(event: PeopleNamed) -> None:
    """Tell the people who are named, as far as they take part."""
    for message in Message.objects.living().filter(pk=event.message_id):
        at = message.edited_at or message.created_at
        cause = ("message", message.pk, event.by_id, at)
        news = News(Notification.Kind.CHAT_MENTION, f"chat:{message.conversation_id}", *cause)
        readers = message.conversation.readers().filter(pk__in=event.user_ids)
        tell(news, readers, but=event.by_id)


@on(MessageDeleted)
def take_back_message(event: MessageDeleted) -> None:
    """Nobody is told of a message that is gone."""
    withdraw(Cause.objects.filter(target="message", target_id=event.message_id))
