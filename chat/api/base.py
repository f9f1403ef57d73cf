"""What every view below a conversation needs."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from accounts.authentication import writing
from accounts.models import ApiToken
from chat.api import reading
from chat.models import Message
from chat.models.messages import MessageQuerySet
from kit.api.views import Viewset


class InConversation(Viewset):
    """The conversation in the address, as far as the person takes part in it."""

    required_scopes = writing(ApiToken.Scope.CHAT_WRITE)

    @cached_property
    def conversation(self) -> Any:
        """The conversation with the participation of the person, or 404."""
        found = reading.conversations(self.request.user)
        return get_object_or_404(found, pk=self.kwargs["conversation_pk"])

    def readable(self) -> MessageQuerySet:
        """The messages of the conversation that the person may read."""
        return reading.messages(self.request.user, self.conversation)

    def numbered(self, seq: int) -> Message:
        """The message with this number, as far as the person may read it."""
        message = get_object_or_404(self.readable(), seq=seq)
        message.conversation = self.conversation  # brings along what the policy asks about it
        return message
