"""How a person keeps a conversation, over REST: read, muted, pinned, put away, drafts."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chat import actions
from chat.api import sent
from chat.api import serializers as shapes
from chat.api.base import ConversationView
from chat.models import Draft


class Read(ConversationView):
    """How far the person has read, on all devices."""

    serializer_class = sent.Position

    @extend_schema(responses=shapes.ConversationRow)
    def update(self, request: Request, conversation_pk: int) -> Response:
        """Note that messages up to a number are read; never moves back."""
        conversation = self.conversation
        actions.mark_read(by=request.user, conversation=conversation, **self.read())
        return self.answer(conversation.pk)


class Muted(ConversationView):
    """Keeping a conversation out of the badge."""

    serializer_class = sent.Muting

    @extend_schema(responses=shapes.ConversationRow)
    def update(self, request: Request, conversation_pk: int) -> Response:
        """Mute until a time, or for good."""
        conversation = self.conversation
        actions.mute_conversation(by=request.user, conversation=conversation, **self.read())
        return self.answer(conversation.pk)

    @extend_schema(responses=shapes.ConversationRow)
    def destroy(self, request: Request, conversation_pk: int) -> Response:
        """Let it count again."""
        actions.unmute_conversation(by=request.user, conversation=self.conversation)
        return self.answer(self.conversation.pk)


class Switch(ConversationView):
    """Something a person switches on and off for a conversation."""

    on: Callable[..., None]
    off: Callable[..., None]

    @extend_schema(request=None)
    def update(self, request: Request, conversation_pk: int) -> Response:
        """Switch it on."""
        type(self).on(by=request.user, conversation=self.conversation)
        return self.answer(self.conversation.pk)

    @extend_schema(responses=shapes.ConversationRow)
    def destroy(self, request: Request, conversation_pk: int) -> Response:
        """Switch it off."""
        type(self).off(by=request.user, conversation=self.conversation)
        return self.answer(self.conversation.pk)


class Pinned(Switch):
    """Standing at the top of the own list."""

    on = staticmethod(actions.pin_conversation)
    off = staticmethod(actions.unpin_conversation)


class Archived(Switch):
    """Put away, until somebody writes again."""

    on = staticmethod(actions.archive_conversation)
    off = staticmethod(actions.unarchive_conversation)


class OwnDraft(ConversationView):
    """What the person has begun to write here; nobody else sees it."""

    serializer_class = shapes.DraftRow

    def retrieve(self, request: Request, conversation_pk: int) -> Response:
        """The text, empty when there is none."""
        mine = Draft.objects.visible_to(request.user).filter(conversation=self.conversation)
        return self.shown(shapes.DraftRow, mine.first() or Draft())

    @extend_schema(request=sent.NewDraft)
    def update(self, request: Request, conversation_pk: int) -> Response:
        """Keep a text; an empty one ends the draft."""
        conversation = self.conversation
        actions.keep_draft(by=request.user, conversation=conversation, **self.read())
        return self.retrieve(request, conversation_pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, conversation_pk: int) -> Response:
        """Drop the text."""
        actions.keep_draft(by=request.user, conversation=self.conversation, body="")
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        return sent.NewDraft if self.action == "update" else shapes.DraftRow
