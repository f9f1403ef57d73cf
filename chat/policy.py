"""Who may do what in a conversation. Pure predicates: actions refuse, templates hide by them."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.availability.policy import may_send_urgently
from accounts.models import User
from chat.limits import EDIT_MINUTES
from chat.models import Conversation, ConversationKind, Message, MessageKind, Participant
from spaces.models import Membership

EDIT_TIME = timedelta(minutes=EDIT_MINUTES)


def can_write(user: User, conversation: Conversation) -> bool:
    """Whoever takes part, while there is somebody to write to and the space is not archived."""
    if not user.is_active:
        return False
    if conversation.space:
        return conversation.space.archived_at is None
    return conversation.kind != ConversationKind.DIRECT or not conversation_is_over(conversation)


def conversation_is_over(conversation: Conversation) -> bool:
    """Whether one of the two people has left the company."""
    known = getattr(conversation, "partner", None)
    if known is not None:
        return not known.is_active
    people = User.objects.filter(pk__in=conversation.partner_ids, is_active=True)
    return people.count() < len(conversation.partner_ids)


def may_begin(user: User) -> bool:
    """People begin conversations; a bot writes only where it was asked in."""
    return user.is_active and not user.is_bot


def can_manage(user: User, conversation: Conversation) -> bool:
    """Managers of a group: its name, its people. Never a bot: it would let itself in elsewhere."""
    if conversation.kind != ConversationKind.GROUP or user.is_bot:
        return False
    if hasattr(conversation, "my_role"):
        return conversation.my_role == Participant.Role.MANAGER
    mine = conversation.participants_now().filter(user=user)
    return mine.filter(role=Participant.Role.MANAGER).exists()


def can_leave(conversation: Conversation) -> bool:
    """Groups can be left; a space is left as a space, and a pair stays a pair."""
    return conversation.kind == ConversationKind.GROUP


def can_edit_message(user: User, message: Message, now: datetime | None = None) -> bool:
    """The author, for a quarter of an hour: later, people may have acted on what they read."""
    now = now or timezone.now()
    own = user.pk == message.author_id and message.kind == MessageKind.TEXT
    return own and message.deleted_at is None and now - message.created_at <= EDIT_TIME


def can_delete_message(user: User, message: Message) -> bool:
    """The author at any time; in groups and spaces also who looks after them."""
    if message.deleted_at or message.kind != MessageKind.TEXT:
        return False
    return user.pk == message.author_id or moderates(user, message.conversation)


def can_call_urgently(user: User, message: Message) -> bool:
    """Whether `user` may have everybody reached about the own message, whatever the hour."""
    own = user.pk == message.author_id and message.kind == MessageKind.TEXT
    return own and message.deleted_at is None and may_send_urgently(user)


def moderates(user: User, conversation: Conversation) -> bool:
    """Whether `user` looks after what others write here."""
    if conversation.kind == ConversationKind.SPACE:
        if hasattr(conversation, "moderated"):
            return bool(conversation.moderated)
        managing = Membership.objects.managing(user)
        return managing.filter(space=conversation.space_id).exists()
    return can_manage(user, conversation)
