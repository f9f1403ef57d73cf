"""Conversations, who takes part, what is written in them."""

from chat.models.bots import Webhook
from chat.models.conversations import Conversation
from chat.models.drafts import Draft, Planned
from chat.models.files import ChatFile
from chat.models.messages import Message, MessageReaction
from chat.models.participants import Participant, ThreadPosition

__all__ = [
    "ChatFile",
    "Conversation",
    "Draft",
    "Message",
    "MessageReaction",
    "Participant",
    "Planned",
    "ThreadPosition",
    "Webhook",
]
