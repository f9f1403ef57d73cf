"""Messages for later, over REST. Only their author knows of them."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chat import actions, policy
from chat.api import sent
from chat.api import serializers as shapes
from chat.api.base import MessageView
from chat.models import Planned
from kit.http.throttling import CHAT, spend


class PlannedMessages(MessageView):
    """What the person will send in a conversation."""

    serializer_class = shapes.PlannedRow
    ordering = ("due_at", "id")

    @cached_property
    def planned(self) -> Planned:
        """The planned message in the address, or 404."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["planned_pk"])

    def get_queryset(self) -> QuerySet[Any]:
        """The own ones of this conversation."""
        if getattr(self, "swagger_fake_view", False):
            return Planned.objects.none()
        mine = Planned.objects.visible_to(self.request.user)
        mine = mine.filter(conversation=self.conversation)
        return mine.select_related("reply_to").prefetch_related("files")

    def planned_answer(self, planned: Planned, status: int = 200) -> Response:
        """The fresh planned message."""
        row = get_object_or_404(self.get_queryset(), pk=planned.pk)
        return self.shown(shapes.PlannedRow, row, status)

    def list(self, request: Request, conversation_pk: int) -> Response:
        """What waits, the next one first."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.rows(shapes.PlannedRow, rows, many=True))

    @extend_schema(
        request=sent.NewPlanned, responses={201: shapes.PlannedRow, 200: shapes.PlannedRow}
    )
    def create(self, request: Request, conversation_pk: int) -> Response:
        """Plan a message. The same `client_id` again answers 200 with the first one."""
        conversation = self.conversation
        if not policy.can_write(request.user, conversation):
            self.permission_denied(request)
        spend(request.user, CHAT)
        given = self.read()
        if seq := given.pop("reply_to", None):
            given["reply_to"] = self.numbered(seq)
        planned = actions.plan_message(by=request.user, conversation=conversation, **given)
        return self.planned_answer(planned, status=200 if planned.repeated else 201)

    def retrieve(self, request: Request, conversation_pk: int, planned_pk: int) -> Response:
        """One planned message."""
        return self.shown(shapes.PlannedRow, self.planned)

    @extend_schema(request=sent.PlannedChange)
    def partial_update(self, request: Request, conversation_pk: int, planned_pk: int) -> Response:
        """Change text or time."""
        planned = self.planned
        given = {"body": planned.body, "due_at": planned.due_at, **self.read()}
        actions.change_planned(by=request.user, planned=planned, **given)
        return self.planned_answer(planned)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, conversation_pk: int, planned_pk: int) -> Response:
        """Do not send it."""
        actions.cancel_planned(by=request.user, planned=self.planned)
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        bodies = {"create": sent.NewPlanned, "partial_update": sent.PlannedChange}
        return bodies.get(self.action, shapes.PlannedRow)
