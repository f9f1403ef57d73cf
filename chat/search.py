"""What is found of conversations, by those who take part in them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chat.events import FilesRemoved, MessageDeleted, MessageEdited, MessageSent
from chat.models import ChatFile, Message, MessageKind
from kit.events import FileTextRead
from kit.files.texts.stored import place_of, read_files, texts_of
from kit.search import Document, Source
from kit.text import rendering

LONGEST = 100_000


def written() -> QuerySet[Message]:
    """What people wrote and did not delete; notes of the product tell nothing."""
    return Message.objects.living().filter(kind=MessageKind.TEXT)


def messages(ids: Collection[int]) -> Iterator[Document]:
    """Messages as the index knows them."""
    for message in written().filter(pk__in=ids).exclude(body=""):
        yield Document(
            id=message.pk,
            title="",
            body=rendering.excerpt(message.body, LONGEST),
            url=message.get_absolute_url(),
            at=message.created_at,
            conversation=message.conversation_id,
            position=message.seq,
            author=message.author_id,
            weight=0.8,
        )


def sent_files() -> QuerySet[ChatFile]:
    """Photos and files below messages."""
    return ChatFile.objects.filter(message__deleted_at=None, message__isnull=False)


def files(ids: Collection[int]) -> Iterator[Document]:
    """Files as the index knows them; read where their message is."""
    found = sent_files().filter(pk__in=ids).select_related("message")
    texts = texts_of(found)
    for file in found:
        message: Message = file.message  # type: ignore[assignment]
        said = texts.get(file.key, "")
        yield Document(
            id=file.pk,
            title=file.name,
            keywords=file.description,
            body=said,
            url=place_of(file, said, message),
            at=message.created_at,
            conversation=message.conversation_id,
            position=message.seq,
            author=file.uploader_id,
            weight=0.6 if file.is_picture else 0.9,
        )


def _of_message(event: Any) -> list[int]:
    return [event.message_id]


def _files_of_message(event: Any) -> QuerySet[Any, int]:
    return ChatFile.objects.filter(message=event.message_id).values_list("pk", flat=True)


def _removed_files(event: FilesRemoved) -> Iterable[int]:
    return event.file_ids


SOURCES = (
    Source(
        name="chat.message",
        kind="message",
        label=_("Messages"),
        icon="message-circle",
        everything=written,
        visible_to=lambda user: Message.objects.visible_to(user).living(),
        documents=messages,
        changes=dict.fromkeys((MessageSent, MessageEdited), _of_message),
        removals={MessageDeleted: _of_message},
        order=80,
    ),
    Source(
        name="chat.file",
        kind="file",
        label=_("Files"),
        icon="paperclip",
        everything=sent_files,
        visible_to=lambda user: ChatFile.objects.visible_to(user).exclude(message=None),
        documents=files,
        changes={
            **dict.fromkeys((MessageSent, MessageEdited), _files_of_message),
            FileTextRead: read_files(ChatFile),
        },
        removals={FilesRemoved: _removed_files},
        order=71,
    ),
)
