"""Conversations over REST: lists, founding, names."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from chat import actions, policy, rooms
from chat.api import reading, sent
from chat.api import serializers as shapes
from chat.api.base import ConversationView
from kit.api.views import page_size
from kit.database import keyset
from kit.http.throttling import CHAT, spend
from spaces.models import Space

AWAY = OpenApiParameter("archived", bool, description="1: only what you put away.")


class Conversations(ConversationView):
    """What the person takes part in."""

    @extend_schema(parameters=[AWAY])
    def list(self, request: Request) -> Response:
        """Your conversations, the one that moved last first."""
        found = reading.conversations(request.user).begun()
        away = request.query_params.get("archived") in ("1", "true")
        found = found.put_away() if away else found.kept()
        after, size = request.query_params.get("after") or None, page_size(request)
        page = keyset.page(found, order=rooms.MOVED, after=after, size=size)
        rooms.dress(request.user, page.items)
        rows = self.rows(shapes.ConversationRow, page.items, many=True)
        return Response({"results": rows, "next": page.next})

    @extend_schema(
        request=sent.NewGroup,
        responses={201: shapes.ConversationRow, 200: shapes.ConversationRow},
    )
    def create(self, request: Request) -> Response:
        """Found a group and look after it. The same `client_id` again answers 200."""
        spend(request.user, CHAT)
        group = actions.start_group(by=request.user, **self.read())
        return self.answer(group.pk, status=200 if group.repeated else 201)

    def retrieve(self, request: Request, conversation_pk: int) -> Response:
        """One conversation."""
        return self.answer(self.conversation.pk)

    @extend_schema(request=sent.GroupChange)
    def partial_update(self, request: Request, conversation_pk: int) -> Response:
        """Give a group you look after another name."""
        group = self.conversation
        if not policy.can_manage(request.user, group):
            self.permission_denied(request)
        actions.rename_conversation(by=request.user, conversation=group, **self.read())
        return self.answer(group.pk)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        bodies = {"create": sent.NewGroup, "partial_update": sent.GroupChange}
        return bodies.get(self.action, shapes.ConversationRow)


class DirectConversation(ConversationView):
    """The one conversation with a colleague."""

    @extend_schema(request=None)
    def update(self, request: Request, handle: str) -> Response:
        """Open it; whoever comes first begins it."""
        person = get_object_or_404(User.objects.visible_to(request.user), handle=handle)
        return self.answer(actions.open_direct(by=request.user, person=person).pk)


class SpaceConversation(ConversationView):
    """The one conversation of the members of a space."""

    @extend_schema(request=None)
    def update(self, request: Request, slug: str) -> Response:
        """Open it, as a member; whoever comes first begins it."""
        space = get_object_or_404(Space.objects.visible_to(request.user), slug=slug)
        return self.answer(actions.open_space_conversation(by=request.user, space=space).pk)
