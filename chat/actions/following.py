"""Pictures that follow on their message."""

from collections.abc import Collection
from functools import partial

from django.db import transaction

from accounts.models import User
from chat.actions.files import attach_files
from chat.actions.sequence import lock, mark_changed
from chat.events import MessageEdited
from chat.models import Message
from kit.files.following import bring
from kit.jobs.outbox import publish


@transaction.atomic
def bring_message_photos(*, by: User, message: Message, photos: Collection[str]) -> Message:
    """Hang the waiting photos that `message` promised below it, all of them by key. Its number
    stays, so it is unread for nobody anew. The same once more changes nothing."""
    conversation = lock(message.conversation)
    message = Message.objects.get(pk=message.pk)
    attach = partial(attach_files, by, photos, message)
    if bring(message, photos, by=by, here=message.files.all(), attach=attach):
        mark_changed(conversation, message)
        publish(MessageEdited(message.pk, conversation.pk, by_id=by.pk))
    return message
