"""What conversations, messages and files look like in JSON. No rules live here."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.serializers import PersonRef
from chat import policy
from chat.models import ChatFile, Conversation, Draft, Message, Participant, Planned
from kit.api.serializers import Allowed, Excerpt, IsSet, PictureSources
from reactions.serializers import Reacted
from spaces.serializers import SpaceRef


class FileRow(serializers.ModelSerializer[ChatFile]):
    """A photo or file with its addresses; they ask for the reader's right each time."""

    is_picture = serializers.BooleanField()
    url = serializers.SerializerMethodField()
    sources = PictureSources()

    class Meta:
        model = ChatFile
        fields = read_only_fields = [
            "key", "name", "size", "content_type", "is_picture", "width", "height", "colour",
            "description", "url", "sources",
        ]  # fmt: skip

    def get_url(self, file: ChatFile) -> str:
        """Where the whole file is fetched."""
        return file.address("file")


class SentFileRow(FileRow):
    """A file in the list of its conversation: who sent it, when, and with which message."""

    seq = serializers.IntegerField(source="message.seq")
    author = PersonRef(source="message.author")

    class Meta(FileRow.Meta):
        fields = read_only_fields = [*FileRow.Meta.fields, "seq", "author", "created_at"]


class Quoted(serializers.ModelSerializer[Message]):
    """The beginning of another message."""

    author = PersonRef()
    excerpt = Excerpt(source="body")
    is_deleted = IsSet(source="deleted_at")

    class Meta:
        model = Message
        fields = read_only_fields = [
            "seq", "kind", "author", "excerpt", "created_at", "is_deleted",
        ]  # fmt: skip


class ConversationRow(serializers.ModelSerializer[Conversation]):
    """A conversation as one of its people sees it."""

    partner = PersonRef(read_only=True, allow_null=True)
    space = SpaceRef(allow_null=True)
    last_message = serializers.SerializerMethodField()
    read_seq = serializers.IntegerField(source="my_seen_seq")
    unread = serializers.IntegerField()
    role = serializers.ChoiceField(Participant.Role.choices, source="my_role", allow_null=True)
    is_muted = serializers.BooleanField()
    muted_until = serializers.DateTimeField(source="my_muted_until", allow_null=True)
    is_pinned = IsSet(source="my_pinned_at")
    is_archived = serializers.SerializerMethodField()
    can_write = Allowed(policy.can_write)
    can_manage = Allowed(policy.can_manage)

    class Meta:
        model = Conversation
        fields = read_only_fields = [
            "id", "kind", "name", "icon", "hue", "history", "partner", "space", "last_message",
            "last_seq", "last_change", "read_seq", "unread", "role", "is_muted", "muted_until",
            "is_pinned", "is_archived", "can_write", "can_manage", "created_at", "last_activity_at",
        ]  # fmt: skip

    @extend_schema_field(Quoted(allow_null=True))
    def get_last_message(self, conversation: Any) -> dict[str, Any] | None:
        """The newest message, if the reader may see it."""
        newest = conversation.last_message
        shown = newest and newest.seq > (conversation.my_from_seq or 0)
        return Quoted(newest, context=self.context).data if shown else None

    def get_is_archived(self, conversation: Any) -> bool:
        """Whether the reader put it away and nothing came since."""
        away = conversation.my_archived_seq
        return away is not None and away >= conversation.last_seq


class MessageRow(Reacted, serializers.ModelSerializer[Message]):
    """A message as its reader sees it; a deleted one has an empty text."""

    author = PersonRef()
    about = PersonRef(allow_null=True)
    client_id = serializers.SerializerMethodField()
    html = serializers.CharField(source="body_html")
    files = FileRow(many=True)
    is_reply = IsSet(source="reply_to_id")
    reply_to = Quoted(source="quoted", read_only=True, allow_null=True)
    thread = serializers.SerializerMethodField()
    thread_unread = serializers.IntegerField()
    is_deleted = IsSet(source="deleted_at")
    can_edit = Allowed(policy.can_edit_message)
    can_delete = Allowed(policy.can_delete_message)

    class Meta:
        model = Message
        fields = read_only_fields = [
            "seq", "change", "client_id", "kind", "carries", "author", "about", "body", "html",
            "link", "files", "is_reply", "reply_to", "thread", "reply_count", "thread_unread",
            "is_forwarded", "created_at", "edited_at", "is_deleted", "version", "reactions",
            "my_reaction", "can_edit", "can_delete",
        ]  # fmt: skip

    @extend_schema_field({"type": ["string", "null"], "format": "uuid"})
    def get_client_id(self, message: Message) -> str | None:
        """Of an own message: the id it was sent with."""
        is_own = message.author_id == self.context["request"].user.pk
        return str(message.client_id) if is_own else None

    @extend_schema_field({"type": ["integer", "null"]})
    def get_thread(self, message: Any) -> int | None:
        """Of a reply: the number of the first message of its thread, if the reader may see it."""
        root = message.root
        return root.seq if root and root.seq > message.my_from_seq else None


class ParticipantRow(serializers.ModelSerializer[User]):
    """A person who takes part."""

    role = serializers.ChoiceField(Participant.Role.choices, source="chat_role")

    class Meta:
        model = User
        fields = read_only_fields = ["handle", "name", "job_title", "role"]


class PlannedRow(serializers.ModelSerializer[Planned]):
    """A message that waits for its time; `problem` says why it could not be sent."""

    reply_to = serializers.IntegerField(source="reply_to.seq", allow_null=True, default=None)
    files = FileRow(many=True)

    class Meta:
        model = Planned
        fields = read_only_fields = [
            "id", "client_id", "body", "reply_to", "files", "due_at", "problem",
        ]  # fmt: skip


class DraftRow(serializers.ModelSerializer[Draft]):
    """A text that was begun; empty when there is none."""

    updated_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Draft
        fields = read_only_fields = ["body", "updated_at"]


class MessageChanges(serializers.Serializer[Any]):
    """What happened since, the oldest change first."""

    results = MessageRow(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="Give this as `after`.")
    last_change = serializers.IntegerField(help_text="From here on `changes/` tells the rest.")


class MessageWindow(MessageChanges):
    """Neighbouring messages, the oldest first."""

    previous = serializers.IntegerField(allow_null=True, help_text="Give this as `before`.")
