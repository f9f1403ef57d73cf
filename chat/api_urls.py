"""Addresses of conversations below /api/v1/, and the methods that answer there."""

from chat.api.conversations import Conversations, Drafts
from chat.api.files import Files
from chat.api.messages import Messages
from chat.api.people import Participants
from chat.api.planned import PlannedMessages
from kit.api.views import at

CONVERSATION = "conversations/<int:conversation_pk>/"
DIRECT = "conversations/direct/<str:handle>/"
OF_SPACE = "spaces/<slug:slug>/conversation/"
FILE = "conversations/files/<str:key>/"
PERSON = f"{CONVERSATION}participants/<str:handle>/"
DRAFT = f"{CONVERSATION}draft/"
PLANNED = f"{CONVERSATION}planned/<int:planned_pk>/"
MESSAGE = f"{CONVERSATION}messages/<int:seq>/"
ARCHIVED = f"{CONVERSATION}archived/"

urlpatterns = [
    at("conversations/", Conversations, "api-conversations", get="list", post="found_group"),
    at(DIRECT, Conversations, "api-conversation-direct", put="open_direct"),
    at(OF_SPACE, Conversations, "api-conversation-space", put="open_of_space"),
    at("conversations/files/", Files, "api-chat-files", post="add"),
    at(FILE, Files, "api-chat-file", get="retrieve", patch="describe", delete="discard"),
    at(CONVERSATION, Conversations, "api-conversation", get="retrieve_fresh", patch="rename"),
    at(f"{CONVERSATION}participants/", Participants, "api-conversation-people", get="list"),
    at(PERSON, Participants, "api-conversation-person", put="seat", delete="remove"),
    at(f"{CONVERSATION}read/", Conversations, "api-conversation-read", put="mark_read"),
    at(
        f"{CONVERSATION}muted/",
        Conversations,
        "api-conversation-muted",
        put="mute",
        delete="unmute",
    ),
    at(
        f"{CONVERSATION}pinned/",
        Conversations,
        "api-conversation-pinned",
        put="pin",
        delete="unpin",
    ),
    at(ARCHIVED, Conversations, "api-conversation-archived", put="archive", delete="unarchive"),
    at(DRAFT, Drafts, "api-conversation-draft", get="retrieve_fresh", put="keep", delete="drop"),
    at(f"{CONVERSATION}planned/", PlannedMessages, "api-planned-messages", get="list", post="plan"),
    at(
        PLANNED,
        PlannedMessages,
        "api-planned-message",
        get="retrieve",
        patch="change",
        delete="cancel",
    ),
    at(f"{CONVERSATION}files/", Conversations, "api-conversation-files", get="files"),
    at(f"{CONVERSATION}changes/", Messages, "api-conversation-changes", get="changes"),
    at(f"{CONVERSATION}messages/", Messages, "api-messages", get="window", post="send"),
    at(MESSAGE, Messages, "api-message", get="retrieve", patch="change", delete="destroy"),
    at(f"{MESSAGE}forward/", Messages, "api-message-forward", post="forward"),
    at(f"{MESSAGE}urgent/", Messages, "api-message-urgent", put="call_urgently"),
    at(f"{MESSAGE}photos/", Messages, "api-message-photos", put="bring", delete="unpromise"),
    at(f"{MESSAGE}reaction/", Messages, "api-message-reaction", put="react", delete="unreact"),
    at(f"{MESSAGE}reactions/", Messages, "api-message-reactions", get="reactions"),
    at(f"{MESSAGE}thread/", Messages, "api-message-thread", get="thread"),
    at(f"{MESSAGE}thread/read/", Messages, "api-message-thread-read", put="mark_thread_read"),
]
