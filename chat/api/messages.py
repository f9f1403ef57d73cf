"""Messages over REST: reading in both directions, catching up, sending, changing."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import call_urgently
from accounts.serializers import ReactionRow, UrgentReason
from chat import actions, policy
from chat.api import reading, sent
from chat.api import serializers as shapes
from chat.api.base import WINDOW_ASKED, MessageView
from chat.models import MessageReaction
from kit import limits
from kit.api.serializers import ReactionChoice
from kit.api.views import number, page_size
from kit.database import keyset
from kit.http.throttling import CHAT, SEARCH, spend

SENT = {201: shapes.MessageRow, 200: shapes.MessageRow}
ASKED = [
    OpenApiParameter("q", str, description="Words that occur in the text."),
    *WINDOW_ASKED,
]
CURSOR = OpenApiParameter(
    "after", int, description="`next`, or `last_change`, of the answer before."
)


class Messages(MessageView):
    """What is written in a conversation."""

    @extend_schema(
        parameters=ASKED,
        responses=shapes.MessageWindow,
        operation_id="conversations_messages_list",
    )
    def list(self, request: Request, conversation_pk: int) -> Response:
        """The newest messages, or those before or after a number, the oldest first."""
        rows = self.readable()
        if words := request.query_params.get("q", "").strip():
            spend(request.user, SEARCH)
            rows = rows.matching(words[: limits.SEARCH_LENGTH])
        return self.window(rows)

    @extend_schema(request=sent.CarryingMessage, responses=SENT)
    def create(self, request: Request, conversation_pk: int) -> Response:
        """Send a message. The same `client_id` again answers 200 with the first one."""
        conversation = self.conversation
        spend(request.user, CHAT)
        given = self.read()
        if seq := given.pop("reply_to", None):
            given["reply_to"] = self.numbered(seq)
        message = actions.send_message(by=request.user, conversation=conversation, **given)
        return self.message_answer(message, status=200 if message.repeated else 201)

    def retrieve(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """One message."""
        return self.shown(shapes.MessageRow, self.message)

    @extend_schema(request=sent.MessageChange)
    def partial_update(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """Change an own message within 15 minutes. An outdated `version` is 409."""
        message = self.message
        if message.author_id != request.user.pk:
            self.permission_denied(request)
        spend(request.user, CHAT)
        actions.edit_message(by=request.user, message=message, **self.read())
        return self.message_answer(message)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """Delete a message for all; its number stays."""
        actions.delete_message(by=request.user, message=self.message)
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        bodies = {"create": sent.CarryingMessage, "partial_update": sent.MessageChange}
        return bodies.get(self.action, shapes.MessageRow)


class Changes(MessageView):
    """Catching up after a gap: new, changed and deleted messages by one cursor."""

    @extend_schema(
        parameters=[CURSOR],
        responses=shapes.MessageChanges,
        operation_id="conversations_changes_list",
    )
    def list(self, request: Request, conversation_pk: int) -> Response:
        """What happened after a change, the oldest first, at most 200."""
        known = self.conversation.last_change  # read first: what comes meanwhile comes again
        after = number(request, "after") or 0
        rows = self.readable().filter(change__gt=after).order_by("change")
        found = list(rows[: limits.CATCH_UP + 1])
        more, found = len(found) > limits.CATCH_UP, found[: limits.CATCH_UP]
        left = found[-1].change if more else None
        return Response({"results": self.message_rows(found), "next": left, "last_change": known})


class Forward(MessageView):
    """Writing a message once more elsewhere."""

    serializer_class = sent.Forwarding

    @extend_schema(responses=SENT)
    def create(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """Write the content in another conversation; it names neither author nor place."""
        message = self.message
        spend(request.user, CHAT)
        given = self.read()
        found = reading.conversations(request.user)
        target = get_object_or_404(found, pk=given.pop("conversation"))
        made = actions.forward_message(
            by=request.user, message=message, conversation=target, **given
        )
        self.conversation = target
        return self.message_answer(made, status=200 if made.repeated else 201)


class Reaction(MessageView):
    """The own reaction to a message."""

    serializer_class = ReactionChoice

    @extend_schema(responses=shapes.MessageRow)
    def update(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """React; one reaction per person, another kind replaces the first."""
        message = self.message
        actions.react_to_message(by=request.user, message=message, **self.read())
        return self.message_answer(message)

    @extend_schema(responses=shapes.MessageRow)
    def destroy(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """Take the own reaction back."""
        actions.take_back_message_reaction(by=request.user, message=self.message)
        return self.message_answer(self.message)


class Reactions(MessageView):
    """Everybody's reactions to a message."""

    serializer_class = ReactionRow

    def list(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """Who reacted how, newest first."""
        given = MessageReaction.objects.filter(message=self.message).select_related("user")
        after, size = request.query_params.get("after") or None, page_size(request)
        page = keyset.page(given, order=("-id",), after=after, size=size)
        rows = self.rows(ReactionRow, page.items, many=True)
        return Response({"results": rows, "next": page.next})


class Thread(MessageView):
    """The replies below a message."""

    @extend_schema(
        parameters=WINDOW_ASKED,
        responses=shapes.MessageWindow,
        operation_id="conversations_messages_thread_list",
    )
    def list(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """The newest replies, or those before or after a number, the oldest first."""
        return self.window(self.readable().filter(root=self.message.pk))


class ThreadRead(MessageView):
    """How far the person has read a thread."""

    serializer_class = sent.Position

    @extend_schema(responses=shapes.MessageRow)
    def update(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """Note that replies up to a number are read; never moves back."""
        message = self.message
        actions.mark_thread_read(by=request.user, root=message, **self.read())
        return self.message_answer(message)


class Urgent(MessageView):
    """Calling about a message."""

    @extend_schema(request=UrgentReason, responses={204: None})
    def update(self, request: Request, conversation_pk: int, seq: int) -> Response:
        """Have everybody reached about an own message, in quiet time too. Twice is once."""
        message = self.message
        if not policy.can_call_urgently(request.user, message):
            self.permission_denied(request)
        given = UrgentReason(data=request.data)
        given.is_valid(raise_exception=True)
        call_urgently(by=request.user, about=message, **given.validated_data)
        return Response(status=204)
