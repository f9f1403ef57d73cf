"""What is found of announcements: their words in every language, and the files below them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from announcements.events import (
    AnnouncementCorrected,
    AnnouncementPublished,
    AttachmentsRemoved,
)
from announcements.models import Announcement, Attachment
from feed.events import PostDeleted, PostMoved
from kit.events import FileTextRead
from kit.files.texts.stored import place_of, read_files, texts_of
from kit.search import Document, Source
from kit.text import rendering

LONGEST = 100_000
WEIGHT = 1.3


def released() -> QuerySet[Announcement]:
    """Announcements that can be read, or will be by themselves."""
    return Announcement.objects.living().filter(published_at__isnull=False)


def announcements(ids: Collection[int]) -> Iterator[Document]:
    """Announcements as the index knows them: read where their post is."""
    rows = released().filter(pk__in=ids).select_related("current", "post", "category")
    for one in rows.prefetch_related("current__texts", "post__placements"):
        first, *others = one.current.all_texts  # type: ignore[union-attr]
        bodies = (f"{text.lead}\n\n{text.body}" for text in (first, *others))
        yield Document(
            id=one.pk,
            title=first.title,
            keywords=" ".join(text.title for text in others),
            body=" ".join(rendering.excerpt(body, LONGEST) for body in bodies),
            url=one.get_absolute_url(),
            at=one.published_at,  # type: ignore[arg-type]
            spaces=[placement.space_id for placement in one.post.placements.all()],
            author=one.post.author_id,
            expires_at=one.current.ends_at,  # type: ignore[union-attr]
            weight=WEIGHT,
        )


def attachments(ids: Collection[int]) -> Iterator[Document]:
    """Files as the index knows them; read where their announcement is."""
    rows = Attachment.objects.filter(pk__in=ids, announcement__in=released())
    rows = rows.select_related("announcement__current", "announcement__post").prefetch_related(
        "announcement__post__placements", "announcement__current__texts"
    )
    texts = texts_of(rows)
    for file in rows:
        one: Announcement = file.announcement  # type: ignore[assignment]
        yield Document(
            id=file.pk,
            title=file.name,
            body=texts.get(file.key, ""),
            url=place_of(file, texts.get(file.key, ""), one),
            at=one.published_at,  # type: ignore[arg-type]
            spaces=[placement.space_id for placement in one.post.placements.all()],
            author=file.uploader_id,
            expires_at=one.current.ends_at,  # type: ignore[union-attr]
        )


def _readable_files(user: Any) -> QuerySet[Attachment]:
    readable = Announcement.objects.visible_to(user)
    return Attachment.objects.filter(announcement__in=readable)


def _of_post(event: Any) -> list[int]:
    return [event.post_id]


def _of_announcement(event: Any) -> list[int]:
    return [event.announcement_id]


def _files_of(event: Any) -> QuerySet[Any, int]:
    pk = getattr(event, "announcement_id", 0) or event.post_id
    return Attachment.objects.filter(announcement=pk).values_list("pk", flat=True)


def _removed_files(event: AttachmentsRemoved) -> Iterable[int]:
    return event.file_ids


def titles_for(user: Any, ids: Collection[int]) -> dict[int, str]:
    """What announcements that were found are called in the language of the page."""
    rows = Announcement.objects.visible_to(user).filter(pk__in=ids).select_related("current")
    found = rows.prefetch_related("current__texts")
    return {one.pk: one.current.text_for_reader().title for one in found}  # type: ignore[union-attr]


TITLES = (("announcement", titles_for),)
SOURCES = (
    Source(
        name="announcement",
        kind="announcement",
        label=_("Announcements"),
        icon="megaphone",
        everything=released,
        visible_to=Announcement.objects.visible_to,
        documents=announcements,
        changes=dict.fromkeys((AnnouncementPublished, AnnouncementCorrected), _of_announcement),
        removals=dict.fromkeys((PostDeleted, PostMoved), _of_post),
        order=35,
        suggested=True,
    ),
    Source(
        name="announcement.file",
        kind="file",
        label=_("Files"),
        icon="paperclip",
        everything=lambda: Attachment.objects.filter(Q(announcement__in=released())),
        visible_to=_readable_files,
        documents=attachments,
        changes={
            **dict.fromkeys((AnnouncementPublished, AnnouncementCorrected), _files_of),
            FileTextRead: read_files(Attachment),
        },
        removals={
            AttachmentsRemoved: _removed_files,
            **dict.fromkeys((PostDeleted, PostMoved), _files_of),
        },
        order=72,
    ),
)
