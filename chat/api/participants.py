"""Who takes part, over REST."""

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.directory import ORDER
from accounts.models import User
from chat import actions, policy
from chat.api import sent
from chat.api import serializers as shapes
from chat.api.base import ConversationView
from chat.models import Participant
from kit.http.throttling import CHAT, spend
from spaces.models import Membership


class Participants(ConversationView):
    """The people of a conversation; those of a space are its members."""

    serializer_class = shapes.ParticipantRow
    ordering = ORDER

    def get_queryset(self) -> QuerySet[User]:
        """Everybody active who takes part, each with the own role."""
        if getattr(self, "swagger_fake_view", False):
            return User.objects.none()
        role = Subquery(self._roles().filter(user=OuterRef("pk")).values("role")[:1])
        everybody = self.conversation.readers()
        return everybody.annotate(chat_role=Coalesce(role, Value(Participant.Role.MEMBER.value)))

    def list(self, request: Request, conversation_pk: int) -> Response:
        """Who takes part, by name."""
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.rows(shapes.ParticipantRow, rows, many=True))

    @extend_schema(request=sent.ParticipantChange)
    def update(self, request: Request, conversation_pk: int, handle: str) -> Response:
        """Let a person take part in a group you look after, or change what he or she may do."""
        group, person = self.conversation, self._person(handle)
        if not policy.can_manage(request.user, group):
            self.permission_denied(request)
        spend(request.user, CHAT)
        self._seat(person, **self._sent())
        row = get_object_or_404(self.get_queryset(), pk=person.pk)
        return self.shown(shapes.ParticipantRow, row)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, conversation_pk: int, handle: str) -> Response:
        """Remove a person from a group you look after; with your own handle, leave it."""
        group, person = self.conversation, self._person(handle)
        actions.remove_participant(by=request.user, conversation=group, user=person)
        return Response(status=204)

    @transaction.atomic
    def _seat(self, person: User, role: str = "") -> None:
        user, group = self.request.user, self.conversation
        actions.add_participants(by=user, conversation=group, people=[person])
        if role:
            actions.change_participant_role(by=user, conversation=group, user=person, role=role)

    def _sent(self) -> dict[str, str]:
        wanted = sent.ParticipantChange(data=self.request.data)
        wanted.is_valid(raise_exception=True)
        return wanted.validated_data

    def _person(self, handle: str) -> User:
        return get_object_or_404(User.objects.visible_to(self.request.user), handle=handle)

    def _roles(self) -> QuerySet[Membership] | QuerySet[Participant]:
        if self.conversation.space_id:
            return Membership.objects.filter(space=self.conversation.space_id)
        return self.conversation.participants_now()
