"""Conversations over REST: lists, founding, and how a person keeps them."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.models import User
from chat import actions, policy, queries
from chat.api import input_serializers as sent
from chat.api import reading
from chat.api import serializers as shapes
from chat.api.base import InConversation
from chat.limits import CHAT_WRITE, MESSAGE_LENGTH
from chat.models import ChatFile, Conversation, Draft
from kit.api.methods import call, create, lists
from kit.api.views import in_address
from kit.database import keyset
from spaces.models import Space

AWAY = OpenApiParameter("archived", bool, description="1: only what you put away.")


class Conversations(InConversation):
    """What the person takes part in."""

    serializer_class = shapes.ConversationRow
    person = in_address(User, handle="handle")
    space = in_address(Space, slug="slug")

    def fresh(self, conversation: Conversation) -> Conversation:
        """The row, as the person who asks sees it."""
        user = self.request.user
        row = get_object_or_404(reading.conversations(user), pk=conversation.pk)
        return queries.annotate(user, [row])[0]

    @lists(shapes.ConversationRow, AWAY)
    def list(self) -> keyset.Page:
        """Your conversations, the one that moved last first."""
        found = reading.conversations(self.request.user).begun()
        away = self.request.query_params.get("archived") in ("1", "true")
        found = found.put_away() if away else found.kept()
        page = keyset.page(found, order=queries.MOVED, **self.cursor)
        queries.annotate(self.request.user, page.items)
        return page

    @lists(shapes.SentFileRow)
    def files(self) -> QuerySet[ChatFile]:
        """Photos and files that were sent, newest first."""
        found = ChatFile.objects.visible_to(self.request.user)
        return found.filter(conversation=self.conversation).select_related("message__author")

    found_group = create(
        actions.start_group, "Found a group and look after it.", sent.NewGroup, rate=CHAT_WRITE
    )
    rename = call(
        actions.rename_conversation,
        body={"name": serializers.CharField(max_length=100)},
        may=policy.can_manage,
    )
    open_direct = call(actions.open_direct, "Open it; whoever comes first begins it.", on="person")
    open_of_space = call(
        actions.open_space_conversation,
        "Open it, as a member; whoever comes first begins it.",
        on="space",
    )
    mark_read = call(
        actions.mark_read,
        "Note that messages up to a number are read; never moves back.",
        sent.UPTO,
    )
    mute = call(
        actions.mute_conversation,
        "Keep it out of the badge until a time, or for good.",
        {"until": serializers.DateTimeField(allow_null=True, default=None)},
    )
    unmute = call(actions.unmute_conversation)
    pin = call(actions.pin_conversation)
    unpin = call(actions.unpin_conversation)
    archive = call(actions.archive_conversation)
    unarchive = call(actions.unarchive_conversation)


def drop_draft(*, by: User, conversation: Conversation) -> None:
    """Forget what was begun to write."""
    actions.keep_draft(by=by, conversation=conversation, body="")


class Drafts(InConversation):
    """What the person has begun to write in a conversation; nobody else sees it."""

    serializer_class = shapes.DraftRow
    thing = "conversation"

    def fresh(self, conversation: Conversation) -> Draft:
        """The own draft there, empty when there is none."""
        mine = Draft.objects.visible_to(self.request.user).filter(conversation=conversation)
        return mine.first() or Draft()

    keep = call(
        actions.keep_draft,
        "Keep a text; an empty one ends the draft.",
        {
            "body": serializers.CharField(
                allow_blank=True, trim_whitespace=False, max_length=MESSAGE_LENGTH
            )
        },
    )
    drop = call(drop_draft, answers=None)
