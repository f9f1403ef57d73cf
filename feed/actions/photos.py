"""Uploading, describing and dropping photos."""

from collections.abc import Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from feed.models import Photo
from kit.files import attach, store_picture
from kit.text import clean


def upload_photo(*, by: User, upload: UploadedFile, description: str = "") -> Photo:
    """Read, turn upright, strip and store a picture. It waits for its post, seen by `by` only.

    Raises Problem for anything that is no picture we read, or too large.
    """
    return store_picture(Photo, by=by, upload=upload, description=description)


def describe_photo(*, by: User, photo: Photo, description: str) -> None:
    """Say in words what an own photo shows, before or after it is posted."""
    limit = Photo._meta.get_field("description").max_length
    own = Photo.objects.filter(pk=photo.pk, uploader=by)
    own.update(description=clean(description)[:limit])


def attach_photos(by: User, keys: Collection[str], **target: Any) -> None:
    """Hang the waiting photos `keys` of `by` below `target` (`post=` or `comment=`), in order."""
    attach(Photo.objects.waiting_of(by), keys, field="photos", **target)


@transaction.atomic
def discard_photo(*, by: User, photo: Photo) -> None:
    """Throw a waiting photo of `by` away."""
    drop_photos(Photo.objects.waiting_of(by).filter(pk=photo.pk))


def drop_photos(photos: QuerySet[Photo]) -> None:
    """Remove rows now and their files once the transaction has committed."""
    for photo in photos:
        photo.delete()
