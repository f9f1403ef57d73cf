"""Messages of conversations."""

from typing import Any

from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models import Message
from kit.database.expressions import among
from kit.text import rendering
from notifications import kinds, targets
from notifications.digest.parts.chat import SECTION
from notifications.preferences.topics import Topic
from notifications.targets import EXCERPT, Target, TargetPreview


def messages(user: User) -> Any:
    """Living messages `user` may read."""
    return Message.objects.visible_to(user).living()


def with_room(user: User) -> Any:
    """The same, with what their conversation is called."""
    return messages(user).select_related("conversation__space")


def preview(message: Message) -> TargetPreview:
    """The beginning of the message."""
    words = rendering.excerpt(message.body, EXCERPT)
    return TargetPreview(
        message.get_absolute_url(), excerpt=words, place=message.conversation.title
    )


def read() -> Q:
    """That the recipient has read the room up to the message."""
    place = {"conversation__participants__user": OuterRef("recipient")}
    upto = {"conversation__participants__read_seq__gte": F("seq")}
    return among(Message.objects.filter(**place, **upto), "target_id")


targets.register(Target("message", messages, with_room, preview, read))

# --- kinds
CHAT_MENTION = kinds.register(
    kinds.Kind(
        name="chat_mention",
        label=_("Mention in a chat"),
        topic=Topic.MENTIONS,
        icon="at-sign",
        sentence=_("%(who)s mentioned you in a chat"),
        push_text=_("Somebody mentioned you."),
        names_newest_only=True,
    )
)
DIRECT_MESSAGE = kinds.register(
    kinds.Kind(
        name="direct_message",
        label=_("Direct message"),
        topic=Topic.DIRECT,
        icon="message-circle",
        sentence=_("%(who)s wrote to you"),
        push_text=_("New message."),
        names_newest_only=True,
        section=SECTION,
    )
)
CHAT_MESSAGE = kinds.register(
    kinds.Kind(
        name="chat_message",
        label=_("Message in a chat"),
        topic=Topic.CHATS,
        icon="message-circle",
        sentence=_("%(who)s wrote in %(place)s"),
        push_text=_("New message."),
        names_newest_only=True,
        section=SECTION,
    )
)
