"""Uploading, describing, attaching and dropping photos and files."""

from collections.abc import Collection

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from chat.actions.sequence import lock, mark_changed
from chat.events import FilesRemoved
from chat.models import ChatFile, Message, Planned
from kit.files.file_types import is_picture
from kit.files.storage import attach, copy_stored, store_file, store_picture
from kit.jobs.outbox import publish
from kit.text.rendering import clean


def upload_file(*, by: User, upload: UploadedFile, description: str = "") -> ChatFile:
    """Store a photo (written anew, without metadata) or any other file (only ever offered for
    saving). It waits for its message, seen by `by` only. Raises Problem for what cannot be taken.
    """
    store = store_picture if is_picture(upload) else store_file
    return store(ChatFile, by=by, upload=upload, description=_words(description))


@transaction.atomic
def describe_file(*, by: User, file: ChatFile, description: str) -> None:
    """Say in words what an own picture shows, before or after it is sent."""
    own = ChatFile.objects.filter(pk=file.pk, uploader=by)
    if own.update(description=_words(description)) and file.message:
        mark_changed(lock(file.message.conversation), file.message)


@transaction.atomic
def discard_file(*, by: User, file: ChatFile) -> None:
    """Throw a waiting file of `by` away."""
    for waiting in ChatFile.objects.waiting_of(by).filter(pk=file.pk):
        waiting.delete()


def attach_files(by: User, keys: Collection[str], message: Message, *, behind: int = 0) -> None:
    """Hang the waiting files `keys` of `by` below `message`, in order, `behind` so many others."""
    if keys:
        waiting = ChatFile.objects.waiting_of(by)
        target = {"message": message, "conversation": message.conversation_id}
        attach(waiting, keys, field="files", behind=behind, **target)


def plan_files(by: User, keys: Collection[str], planned: Planned) -> None:
    """Keep the waiting files `keys` of `by` for a message that is sent later."""
    attach(ChatFile.objects.waiting_of(by), keys, field="files", planned=planned)


def release_files(planned: Planned) -> list[str]:
    """Let the files of a planned message wait again; their keys, in order."""
    keys = list(planned.files.values_list("key", flat=True))
    planned.files.update(planned=None)
    return keys


def copy_files(by: User, message: Message) -> list[str]:
    """Copies of the files of `message`, waiting for another message of `by`; their keys."""
    return [copy_stored(file, by=by).key for file in message.files.all()]


def drop_files(message: Message) -> None:
    """Remove rows now and their bytes once the transaction has committed."""
    gone = list(message.files.all())
    if gone:
        publish(FilesRemoved(file_ids=tuple(file.pk for file in gone)))
    for file in gone:
        file.delete()


def _words(description: str) -> str:
    return clean(description)[: ChatFile._meta.get_field("description").max_length]
