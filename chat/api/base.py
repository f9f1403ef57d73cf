"""What every view of a conversation needs."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response

from accounts.models import ApiToken
from chat import rooms
from chat.api import reading
from chat.api import serializers as shapes
from chat.models import Conversation, Message
from chat.models.messages import MessageQuerySet
from kit.api.views import Viewset, number, page_size
from kit.http.exceptions import Conflict

WRITES = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), ApiToken.Scope.CHAT_WRITE)


WINDOW_ASKED = [
    OpenApiParameter("before", int, description="Messages with smaller numbers."),
    OpenApiParameter("after", int, description="Messages with greater numbers."),
    OpenApiParameter("limit", int, description="Messages in one answer, 1 to 100 (20)."),
]


class ConversationView(Viewset):
    """The conversation in the address, as far as the person takes part in it."""

    model = Conversation
    serializer_class = shapes.ConversationRow
    required_scopes = WRITES

    @cached_property
    def conversation(self) -> Any:
        """The conversation with the standing of the person, or 404."""
        found = reading.conversations(self.request.user)
        return get_object_or_404(found, pk=self.kwargs["conversation_pk"])

    def answer(self, pk: int, status: int = 200) -> Response:
        """The fresh conversation, as the person who asked sees it."""
        user = self.request.user
        row = get_object_or_404(reading.conversations(user), pk=pk)
        return self.shown(shapes.ConversationRow, rooms.dress(user, [row])[0], status)

    def shown(self, shape: type[Any], thing: Any, status: int = 200) -> Response:
        """One thing in its shape."""
        return Response(self.rows(shape, thing), status=status)

    def rows(self, shape: type[Any], things: Any, *, many: bool = False) -> Any:
        """Things in their shape."""
        return shape(things, many=many, context=self.get_serializer_context()).data


class MessageView(ConversationView):
    """A message is always looked up through its conversation, by its number there."""

    serializer_class = shapes.MessageRow

    @cached_property
    def message(self) -> Message:
        """The message in the address, or 404."""
        return self.numbered(self.kwargs["seq"])

    def numbered(self, seq: int) -> Message:
        """The message with this number, as far as the person may read it."""
        message = get_object_or_404(self.readable(), seq=seq)
        message.conversation = self.conversation  # brings along what the policy asks about it
        return message

    def readable(self) -> MessageQuerySet:
        """The messages of the conversation that the person may read."""
        return reading.messages(self.request.user, self.conversation)

    def message_answer(self, message: Message, status: int = 200) -> Response:
        """The fresh message, as the person who asked sees it."""
        row = self.readable().filter(pk=message.pk).first()
        if row is None:  # sent once, and the person has left and come back since
            raise Conflict("deleted")
        row.conversation = self.conversation
        return self.shown(shapes.MessageRow, row, status)

    def window(self, rows: MessageQuerySet) -> Response:
        """The part of `rows` that `?before=`, `?after=` and `?limit=` ask for."""
        asked, size = self.request, page_size(self.request)
        known = self.conversation.last_change  # read first: what comes meanwhile comes again
        before, after = number(asked, "before"), number(asked, "after")
        found = reading.window(rows, before=before, after=after, size=size)
        items = self.message_rows(found.items)
        ends = {"previous": found.previous, "next": found.next}
        return Response({"results": items, **ends, "last_change": known})

    def message_rows(self, messages: list[Message]) -> Any:
        """Several messages of the conversation."""
        for message in messages:
            message.conversation = self.conversation
        return self.rows(shapes.MessageRow, messages, many=True)
