"""What people are told of conversations: being named, and messages to whoever wants to hear.

What is unread there the chat itself counts; a row is written for the channels a person has chosen.
"""

from operator import attrgetter
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.availability.urgent_calls import UrgentCall, name_of
from accounts.events import UrgentlyCalled
from accounts.models import User
from chat.digest import SECTION
from chat.events import MessageDeleted, MessageSent, PeopleNamed
from chat.models import Conversation, ConversationKind, Message, MessageKind
from kit.database.expressions import among
from kit.jobs.outbox import on
from kit.text import rendering
from notifications import kinds, targets
from notifications.kinds import NotificationKind
from notifications.models import Cause
from notifications.notifications import URGENT
from notifications.notify import Notice, notify, withdraw
from notifications.preferences.mute_levels import PlaceKind
from notifications.preferences.topics import NotificationTopic
from notifications.targets import EXCERPT, Target, TargetPreview

# --- the kinds
SECTIONS = [SECTION]
CHAT_MENTION = kinds.register(
    NotificationKind(
        name="chat_mention",
        label=_("Mention in a chat"),
        topic=NotificationTopic.MENTIONS,
        icon="at-sign",
        sentence=_("%(who)s mentioned you in a chat"),
        push_text=_("Somebody mentioned you."),
        names_newest_only=True,
    )
)
DIRECT_MESSAGE = kinds.register(
    NotificationKind(
        name="direct_message",
        label=_("Direct message"),
        topic=NotificationTopic.DIRECT,
        icon="message-circle",
        sentence=_("%(who)s wrote to you"),
        push_text=_("New message."),
        names_newest_only=True,
        section=SECTION,
    )
)
CHAT_MESSAGE = kinds.register(
    NotificationKind(
        name="chat_message",
        label=_("Message in a chat"),
        topic=NotificationTopic.CHATS,
        icon="message-circle",
        sentence=_("%(who)s wrote in %(place)s"),
        push_text=_("New message."),
        names_newest_only=True,
        section=SECTION,
    )
)


# --- what they lead to
def messages(user: User) -> Any:
    """Living messages `user` may read."""
    return Message.objects.visible_to(user).living()


def with_conversation(user: User) -> Any:
    """The same, with what their conversation is called."""
    return messages(user).select_related("conversation__space")


def preview(message: Message) -> TargetPreview:
    """The beginning of the message."""
    words = rendering.excerpt(message.body, EXCERPT)
    return TargetPreview(
        message.get_absolute_url(), excerpt=words, place=message.conversation.title
    )


def read() -> Q:
    """That the recipient has read the conversation up to the message."""
    place = {"conversation__participants__user": OuterRef("recipient")}
    upto = {"conversation__participants__read_seq__gte": F("seq")}
    return among(Message.objects.filter(**place, **upto), "target_id")


targets.register(Target("message", messages, with_conversation, preview, read))


def groups(user: User) -> Any:
    """The groups a person takes part in."""
    begun = Conversation.objects.visible_to(user).begun()
    return begun.filter(kind=ConversationKind.GROUP).select_related("space")


PLACE_KINDS = [
    PlaceKind(
        name="chat",
        tab="chats",
        label=_("Chats"),
        listed=groups,
        order=("-last_activity_at", "-pk"),
        readable=Conversation.objects.visible_to,
        title=attrgetter("title"),
    )
]


# --- who is told
@on(PeopleNamed)
def notify_named_in_message(event: PeopleNamed) -> None:
    """Tell the people who are named, as far as they take part."""
    for message in _written(event.message_id):
        notice = _notice(message, CHAT_MENTION, event.by_id)
        readers = message.conversation.readers().filter(pk__in=event.user_ids)
        notify(notice, readers, exclude=event.by_id)


@on(MessageSent)
def notify_message(event: MessageSent) -> None:
    """Tell everybody who has not muted the conversation and is not named anyway."""
    for message in _written(event.message_id).filter(kind=MessageKind.TEXT):
        named = rendering.mentioned(message.body)
        readers = _listening(message.conversation).exclude(handle__in=named)
        notify(_notice(message, _kind(message), event.by_id), readers, exclude=event.by_id)


@on(MessageDeleted)
def take_back_message(event: MessageDeleted) -> None:
    """Nobody is told of a message that is gone."""
    withdraw(Cause.objects.filter(target="message", target_id=event.message_id))


def _written(pk: int) -> QuerySet[Message]:
    return Message.objects.living().filter(pk=pk).select_related("conversation")


def _kind(message: Message) -> NotificationKind:
    direct = message.conversation.kind == ConversationKind.DIRECT
    return DIRECT_MESSAGE if direct else CHAT_MESSAGE


def _listening(conversation: Conversation) -> QuerySet[User]:
    muted = conversation.participants.filter(muted_until__gt=Now()).values("user")
    return conversation.readers().exclude(pk__in=muted)


def _notice(message: Message, kind: NotificationKind, by_id: int) -> Notice:
    conversation = message.conversation
    places = (
        f"chat:{conversation.pk}",
        *([f"space:{conversation.space_id}"] if conversation.space_id else []),
    )
    at = message.edited_at or message.created_at
    return Notice(kind, f"chat:{conversation.pk}", "message", message.pk, by_id, at, places)


@on(UrgentlyCalled)
def reach_readers(event: UrgentlyCalled) -> None:
    """Tell everybody who takes part, whatever the hour."""
    calls = UrgentCall.objects.filter(pk=event.call_id, about__startswith="chat.message:")
    for call in calls:
        for message in Message.objects.living().filter(pk=call.about_id):
            cause = ("message", message.pk, call.by_id, call.at)
            notice = Notice(URGENT, name_of(message), *cause, is_urgent=True)
            notify(notice, message.conversation.readers(), exclude=call.by_id)
