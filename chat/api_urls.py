"""Addresses of conversations below /api/v1/."""

from django.urls import path

from chat.api.conversations import Conversations, DirectConversation, SpaceConversation
from chat.api.files import ConversationFiles, Files, NewFiles
from chat.api.keeping import Archived, Muted, OwnDraft, Pinned, Read
from chat.api.messages import (
    Changes,
    Forward,
    Messages,
    Reaction,
    Reactions,
    Thread,
    ThreadRead,
    Urgent,
)
from chat.api.participants import Participants
from chat.api.planned import PlannedMessages

LIST, MAKE, PUT = {"get": "list"}, {"post": "create"}, {"put": "update"}
MANY = LIST | MAKE
ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
SWITCH = PUT | {"delete": "destroy"}
CONVERSATION = "conversations/<int:conversation_pk>/"
MESSAGE = f"{CONVERSATION}messages/<int:seq>/"

urlpatterns = [
    path("conversations/", Conversations.as_view(MANY), name="api-conversations"),
    path(
        "conversations/direct/<str:handle>/",
        DirectConversation.as_view(PUT),
        name="api-conversation-direct",
    ),
    path(
        "spaces/<slug:slug>/conversation/",
        SpaceConversation.as_view(PUT),
        name="api-conversation-space",
    ),
    path("conversations/files/", NewFiles.as_view(MAKE), name="api-chat-files"),
    path("conversations/files/<str:key>/", Files.as_view(ONE), name="api-chat-file"),
    path(
        CONVERSATION,
        Conversations.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-conversation",
    ),
    path(
        f"{CONVERSATION}participants/", Participants.as_view(LIST), name="api-conversation-people"
    ),
    path(
        f"{CONVERSATION}participants/<str:handle>/",
        Participants.as_view(SWITCH),
        name="api-conversation-person",
    ),
    path(f"{CONVERSATION}read/", Read.as_view(PUT), name="api-conversation-read"),
    path(f"{CONVERSATION}muted/", Muted.as_view(SWITCH), name="api-conversation-muted"),
    path(f"{CONVERSATION}pinned/", Pinned.as_view(SWITCH), name="api-conversation-pinned"),
    path(f"{CONVERSATION}archived/", Archived.as_view(SWITCH), name="api-conversation-archived"),
    path(
        f"{CONVERSATION}draft/",
        OwnDraft.as_view({"get": "retrieve", **SWITCH}),
        name="api-conversation-draft",
    ),
    path(f"{CONVERSATION}planned/", PlannedMessages.as_view(MANY), name="api-planned-messages"),
    path(
        f"{CONVERSATION}planned/<int:planned_pk>/",
        PlannedMessages.as_view(ONE),
        name="api-planned-message",
    ),
    path(f"{CONVERSATION}files/", ConversationFiles.as_view(LIST), name="api-conversation-files"),
    path(f"{CONVERSATION}changes/", Changes.as_view(LIST), name="api-conversation-changes"),
    path(f"{CONVERSATION}messages/", Messages.as_view(MANY), name="api-messages"),
    path(MESSAGE, Messages.as_view(ONE), name="api-message"),
    path(f"{MESSAGE}forward/", Forward.as_view(MAKE), name="api-message-forward"),
    path(f"{MESSAGE}urgent/", Urgent.as_view(PUT), name="api-message-urgent"),
    path(f"{MESSAGE}reaction/", Reaction.as_view(SWITCH), name="api-message-reaction"),
    path(f"{MESSAGE}reactions/", Reactions.as_view(LIST), name="api-message-reactions"),
    path(f"{MESSAGE}thread/", Thread.as_view(LIST), name="api-message-thread"),
    path(f"{MESSAGE}thread/read/", ThreadRead.as_view(PUT), name="api-message-thread-read"),
]
