"""Pictures that follow on their message."""

from collections.abc import Collection
from functools import partial

from django.db import transaction

from accounts.models import User
from chat.actions.files import attach_files
from chat.actions.sequence import lock, mark_changed
from chat.events import MessageEdited
from chat.models import Message
from kit.files.following import bring, take_back
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


@transaction.atomic
def take_back_message_promise(*, by: User, message: Message) -> Message:
    """Say that no more pictures follow on an own `message`."""
    conversation = lock(message.conversation)
    message = Message.objects.get(pk=message.pk)
    if take_back(message, by=by):
        mark_changed(conversation, message)
    return message
