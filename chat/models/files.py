"""Photos and files below messages."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chat.models.conversations import Conversation
from chat.models.drafts import Planned
from chat.models.messages import Message
from kit.files.storage import StoredFile


class ChatFileQuerySet(models.QuerySet["ChatFile"]):
    """Questions about files."""

    def visible_to(self, user: User | AnonymousUser) -> "ChatFileQuerySet":
        """Files of messages `user` may read, and own ones that wait for theirs."""
        if not user.is_active:
            return self.none()
        shown = models.Q(message__in=Message.objects.visible_to(user).living())
        return self.filter(shown | models.Q(message=None, uploader=user.pk))

    def waiting_of(self, user: User | AnonymousUser) -> "ChatFileQuerySet":
        """What `user` uploaded and did not attach yet."""
        return self.filter(message=None, planned=None, uploader=user.pk)


class ChatFile(StoredFile):
    """A photo or file. Without a message it waits, and only its uploader knows of it.

    `conversation` repeats that of the message, for the list of a conversation's files.
    """

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, null=True, blank=True, related_name="files"
    )
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, blank=True, related_name="files"
    )
    planned = models.ForeignKey(
        Planned, models.CASCADE, null=True, blank=True, related_name="files"
    )
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(_("description"), max_length=500, blank=True)

    objects = ChatFileQuerySet.as_manager()

    route = "chat-file"

    class Meta:
        ordering = ["position", "pk"]
        # the files tab, newest first
        indexes = [models.Index(fields=["conversation", "-id"], name="files_of_conversation")]

    @property
    def container(self) -> Message | None:
        """What it hangs below."""
        return self.message

    @classmethod
    def unattached(cls) -> models.QuerySet["ChatFile"]:
        """Files that wait for their message."""
        return cls._base_manager.filter(message=None, planned=None)
