"""Conversations, who takes part, what is written in them."""

from chat.models.bots import Webhook
from chat.models.conversations import Conversation, ConversationKind
from chat.models.drafts import Draft, Planned
from chat.models.files import ChatFile
from chat.models.messages import Message, MessageKind, MessageReaction
from chat.models.participants import Participant, ThreadPosition

__all__ = [
    "ChatFile",
    "Conversation",
    "ConversationKind",
    "Draft",
    "Message",
    "MessageKind",
    "MessageReaction",
    "Participant",
    "Planned",
    "ThreadPosition",
    "Webhook",
]
