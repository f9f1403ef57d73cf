"""Who takes part in a conversation, over REST."""

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from accounts.directory import ORDER
from accounts.models import User
from chat import actions, policy
from chat.api import serializers as shapes
from chat.api.base import InConversation
from chat.limits import CHAT_WRITE
from chat.models import Conversation, Participant
from kit.api.methods import call
from kit.api.views import in_address
from spaces.models import Membership


@transaction.atomic
def seat(*, by: User, conversation: Conversation, user: User, role: str = "") -> None:
    """Let a person take part in a group you look after, or change what he or she may do."""
    actions.add_participants(by=by, conversation=conversation, people=[user])
    if role:
        actions.change_participant_role(by=by, conversation=conversation, user=user, role=role)


class Participants(InConversation):
    """The people of a conversation, by name; those of a space are its members."""

    serializer_class = shapes.ParticipantRow
    ordering = ORDER
    user = in_address(User, handle="handle")

    def get_queryset(self) -> QuerySet[User]:
        """Everybody active who takes part, each with the own role."""
        role = Subquery(self._roles().filter(user=OuterRef("pk")).values("role")[:1])
        everybody = self.conversation.readers()
        return everybody.annotate(chat_role=Coalesce(role, Value(Participant.Role.MEMBER.value)))

    def fresh(self, user: User) -> User:
        """The person with the role, or 404 where somebody else was faster."""
        return get_object_or_404(self.get_queryset(), pk=user.pk)

    seat = call(
        seat,
        body={"role": serializers.ChoiceField(Participant.Role.choices, required=False)},
        on=("conversation", "user"),
        may=policy.can_manage,
        rate=CHAT_WRITE,
    )
    remove = call(
        actions.remove_participant,
        "Remove a person from a group you look after; with your own handle, leave it.",
        on=("conversation", "user"),
        answers=None,
    )

    def _roles(self) -> QuerySet[Membership] | QuerySet[Participant]:
        if self.conversation.space_id:
            return Membership.objects.filter(space=self.conversation.space_id)
        return self.conversation.participants_now()
