"""Messages over REST: reading in both directions, catching up, sending, changing."""

from functools import cached_property
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import call_urgently
from accounts.models import User
from accounts.serializers import ReactionRow, UrgentReason
from chat import actions, policy, queries
from chat.api import input_serializers as sent
from chat.api import reading
from chat.api import serializers as shapes
from chat.api.base import InConversation
from chat.limits import CATCH_UP, CHAT_WRITE, MESSAGE_LENGTH
from chat.models import Message, MessageReaction
from chat.models.messages import MessageQuerySet
from kit import limits
from kit.api.framework import number, page_size
from kit.api.methods import call, create, lists
from kit.api.serializers import PHOTOS
from kit.http.exceptions import Conflict
from kit.http.throttling import SEARCH, consume
from reactions.serializers import REACTION

WINDOW_ASKED = [
    OpenApiParameter("before", int, description="Messages with smaller numbers."),
    OpenApiParameter("after", int, description="Messages with greater numbers."),
    OpenApiParameter("limit", int, description="Messages in one answer, 1 to 100 (20)."),
]
WORDS = OpenApiParameter(
    "q",
    str,
    description="Words to look for, as the search does: some hundred messages at most.",
)
CURSOR = OpenApiParameter(
    "after", int, description="`next`, or `last_change`, of the answer before."
)


def is_author(user: User, message: Message) -> bool:
    """Whether `user` has written it."""
    return message.author_id == user.pk


def mark_thread_read(*, by: User, message: Message, upto: int) -> None:
    """Note that replies up to a number are read; never moves back."""
    actions.mark_thread_read(by=by, root=message, upto=upto)


class Messages(InConversation):
    """What is written in a conversation. A message is looked up by its number there."""

    serializer_class = shapes.MessageRow

    @cached_property
    def message(self) -> Message:
        """The message in the address, or 404."""
        return self.numbered(self.kwargs["seq"])

    @property
    def about(self) -> Message:
        """The same, as what somebody is called about."""
        return self.message

    def fresh(self, message: Message) -> Message:
        """The row, as the person who asks sees it."""
        row = self.readable().filter(pk=message.pk).first()
        if row is None:  # sent once, and the person has left and come back since
            raise Conflict("deleted")
        row.conversation = self.conversation
        return row

    @extend_schema(
        parameters=[WORDS, *WINDOW_ASKED],
        responses=shapes.MessageWindow,
        operation_id="conversations_messages_list",
    )
    def window(self, request: Request, **address: int) -> Response:
        """The newest messages, or those before or after a number, the oldest first."""
        rows = self.readable()
        if words := request.query_params.get("q", "").strip():
            consume(request.user, SEARCH)
            found = queries.found_in(self.conversation, request.user, words[: limits.SEARCH_LENGTH])
            rows = rows.living().filter(pk__in=found)
        return self._window(rows)

    @extend_schema(
        parameters=WINDOW_ASKED,
        responses=shapes.MessageWindow,
        operation_id="conversations_messages_thread_list",
    )
    def thread(self, request: Request, **address: int) -> Response:
        """The newest replies, or those before or after a number, the oldest first."""
        return self._window(self.readable().filter(root=self.message.pk))

    @extend_schema(
        parameters=[CURSOR],
        responses=shapes.MessageChanges,
        operation_id="conversations_changes_list",
    )
    def changes(self, request: Request, **address: int) -> Response:
        """What happened after a change, the oldest first, at most 200."""
        known = self.conversation.last_change  # read first: what comes meanwhile comes again
        after = number(request, "after") or 0
        rows = self.readable().filter(change__gt=after).order_by("change")
        found = [*rows[: CATCH_UP + 1]]
        more, found = len(found) > CATCH_UP, found[:CATCH_UP]
        left = found[-1].change if more else None
        return Response({"results": self._rows(found), "next": left, "last_change": known})

    @lists(ReactionRow)
    def reactions(self) -> Any:
        """Who reacted how, newest first."""
        return MessageReaction.objects.filter(message=self.message).select_related("user")

    send = create(
        actions.send_message,
        "Send a message.",
        sent.CarryingMessage,
        within="conversation",
        rate=CHAT_WRITE,
    )
    change = call(
        actions.edit_message,
        "Change an own message within 15 minutes. An outdated `version` is 409.",
        {
            "body": serializers.CharField(allow_blank=True, max_length=MESSAGE_LENGTH),
            "version": serializers.IntegerField(required=False),
        },
        may=is_author,
        rate=CHAT_WRITE,
    )
    bring = call(actions.bring_message_photos, body=PHOTOS, may=is_author)
    unpromise = call(actions.take_back_message_promise, may=is_author)
    destroy = call(actions.delete_message, answers=None)
    react = call(actions.react_to_message, "React; another kind replaces the first.", REACTION)
    unreact = call(actions.take_back_message_reaction, "Take the own reaction back.")
    mark_thread_read = call(mark_thread_read, body=sent.UPTO)
    call_urgently = call(
        call_urgently,
        "Have everybody reached about an own message, in quiet time too. Twice is once.",
        UrgentReason,
        on="about",
        may=policy.can_call_urgently,
        answers=None,
    )

    @extend_schema(
        request=sent.Forwarding, responses={201: shapes.MessageRow, 200: shapes.MessageRow}
    )
    def forward(self, request: Request, **address: int) -> Response:
        """Write the content in another conversation; it names neither author nor place."""
        message = self.message
        consume(request.user, CHAT_WRITE)
        given = self.read(sent.Forwarding)
        made = actions.forward_message(by=request.user, message=message, **given)
        self.conversation = given["conversation"]
        return self.shown(self.fresh(made), status=200 if made.repeated else 201)

    def _window(self, rows: MessageQuerySet) -> Response:
        """The part of `rows` that `?before=`, `?after=` and `?limit=` ask for."""
        asked, size = self.request, page_size(self.request)
        known = self.conversation.last_change  # read first: what comes meanwhile comes again
        before, after = number(asked, "before"), number(asked, "after")
        found = reading.window(rows, before=before, after=after, size=size)
        ends = {"previous": found.previous, "next": found.next}
        return Response({"results": self._rows(found.items), **ends, "last_change": known})

    def _rows(self, messages: Any) -> Any:
        for message in messages:
            message.conversation = self.conversation
        return self.in_json(messages, many=True)
