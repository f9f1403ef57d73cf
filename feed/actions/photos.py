"""Uploading, describing, attaching and dropping photos and other files."""

from collections.abc import Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from feed.events import FilesRemoved
from feed.models import Comment, Photo, Post
from kit.files.file_types import is_picture
from kit.files.storage import attach, store_file, store_picture
from kit.jobs.outbox import publish
from kit.text.rendering import clean

CALLED_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif")


def upload_photo(*, by: User, upload: UploadedFile, description: str = "") -> Photo:
    """Read, turn upright, strip and store a picture. It waits for its post, seen by `by` only.

    Raises Problem for anything that is no picture we read, or too large.
    """
    return store_picture(Photo, by=by, upload=upload, description=description)


def upload_file(*, by: User, upload: UploadedFile, description: str = "") -> Photo:
    """Store a photo as above, or any other file as it is, only ever offered for saving.

    Raises Problem for what is too large, and for a picture that cannot be read as one.
    """
    called = (upload.name or "").lower().endswith(CALLED_PICTURES)
    if called or is_picture(upload):
        return upload_photo(by=by, upload=upload, description=description)
    return store_file(Photo, by=by, upload=upload)


def describe_photo(*, by: User, photo: Photo, description: str) -> None:
    """Say in words what an own photo shows, before or after it is posted."""
    limit = Photo._meta.get_field("description").max_length
    own = Photo.objects.filter(pk=photo.pk, uploader=by)
    own.update(description=clean(description)[:limit])


def attach_photos(by: User, keys: Collection[str], **target: Any) -> None:
    """Hang the waiting photos `keys` of `by` below `target` (`post=` or `comment=`), in order."""
    attach(Photo.objects.waiting_of(by).pictures(), keys, field="photos", **target)


def attach_files(by: User, keys: Collection[str], **target: Any) -> None:
    """The same with photos and other files alike."""
    if keys:
        attach(Photo.objects.waiting_of(by), keys, field="photos", **target)


def replace_files(
    by: User, thing: Post | Comment, *, dropped: Collection[str], added: Collection[str]
) -> bool:
    """Take the photos and files `dropped` away from a post or comment of `by` and hang the waiting
    ones `added` below the others; whether anything changed."""
    gone = thing.photos.filter(lent=False, key__in=dropped)
    changed = bool(added) or gone.exists()
    drop_photos(gone)
    target = {"post": thing} if isinstance(thing, Post) else {"comment": thing}
    attach_files(by, added, behind=thing.photos.filter(lent=False).count(), **target)
    return changed


@transaction.atomic
def discard_photo(*, by: User, photo: Photo) -> None:
    """Throw a waiting photo of `by` away."""
    drop_photos(Photo.objects.waiting_of(by).filter(pk=photo.pk))


def drop_photos(photos: QuerySet[Photo]) -> None:
    """Remove rows now and their files once the transaction has committed."""
    gone = list(photos)
    if attached := tuple(photo.pk for photo in gone if photo.post_id or photo.comment_id):
        publish(FilesRemoved(file_ids=attached))
    for photo in gone:
        photo.delete()
