"""Stored files: rows that know their bytes, addresses nobody guesses, checked downloads."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.events import FileAttached
from kit.files.file_types import type_of
from kit.http.exceptions import Problem, TooLarge, Unavailable
from kit.jobs.outbox import publish
from kit.models import FileText
from kit.text import rendering

if TYPE_CHECKING:
    from kit.files.pictures import Picture

FOLDER = "files"
WEBP = "image/webp"


def new_key() -> str:
    """192 random bits: an address that cannot be guessed."""
    return secrets.token_urlsafe(24)


def storage_name(stored: "StoredFile", name: str = "") -> str:
    """Where the bytes go: a name of our own, because the one people gave may hold anything."""
    return name_of_part(type(stored), stored.key, "file", "bin")


def name_of_part(model: type[models.Model], key: str, part: int | str, ending: str) -> str:
    """The stored name of one part of a file. It begins with the key, which leads to the row."""
    return f"{FOLDER}/{model._meta.model_name}/{key[:2]}/{key}-{part}.{ending}"


def key_of_part(name: str) -> str:
    """The key in a name that `name_of_part` made."""
    return name.rpartition("/")[2].rpartition("-")[0]


class StoredFile(models.Model):
    """A file somebody uploaded. It belongs to `uploader` until it is attached to something.

    The concrete model lends its `visible_to`, so that the right to a file is the right to what it
    is attached to, and says in `unattached()` which rows wait for that.
    """

    # what it takes to draw one
    DRAWN = (
        "id", "key", "name", "size", "content_type", "width", "height", "colour", "variants",
    )  # fmt: skip

    key = models.CharField(max_length=60, unique=True, default=new_key, editable=False)
    name = models.CharField(_("name"), max_length=limits.FILE_NAME_LENGTH)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    content_type = models.CharField(_("type"), max_length=100)
    checksum = models.CharField(max_length=64, editable=False)
    file = models.FileField(upload_to=storage_name, max_length=200, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    colour = models.CharField(max_length=7, blank=True, editable=False)
    variants = models.JSONField(default=list, blank=True, editable=False)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    route: ClassVar[str] = "file"  # the name of the address that hands out this kind of file
    # widths in which pictures of this kind are kept
    sizes: ClassVar[tuple[int, ...]] = limits.PICTURE_SIZES

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def unattached(cls) -> "models.QuerySet[Any]":
        """Rows that wait for being attached; concrete models say which."""
        return cls._base_manager.none()

    @property
    def is_picture(self) -> bool:
        """Whether browsers may show it inline: only what we wrote ourselves."""
        return self.width is not None

    def address(self, size: int = max(limits.PICTURE_SIZES)) -> str:
        """Where a picture is fetched in this size, if one may."""
        return reverse(self.route, args=[self.key, size])

    @property
    def srcset(self) -> str:
        """The sizes of a picture, for browsers to choose from."""
        return ", ".join(f"{self.address(v['size'])} {v['width']}w" for v in self.variants)

    @property
    def download(self) -> str:
        """Where the whole file is fetched, if one may."""
        return reverse(self.route, args=[self.key, "file"])

    def stored_names(self) -> list[str]:
        """Every name under which the storage holds a part of this file."""
        return list({self.file.name, *(variant["file"] for variant in self.variants)} - {""})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row and its text now, and the bytes once that is certain."""
        names = self.stored_names()
        transaction.on_commit(lambda: remove_bytes(names), robust=True)
        if not self.is_picture:
            FileText.objects.filter(key=self.key).delete()
        return super().delete(*args, **kwargs)


F = TypeVar("F", bound=StoredFile)


def store_picture(model: type[F], *, by: Any, upload: UploadedFile, **fields: Any) -> F:
    """Read a picture and store it in its sizes. A Problem leaves neither row nor file."""
    from kit.files.pictures import read_picture  # loads what decodes pictures

    picture, key = read_picture(upload, sizes=model.sizes), new_key()
    with all_or_nothing() as save:
        variants = [
            {
                "size": rendition.size,
                "width": rendition.width,
                "height": rendition.height,
                "bytes": len(rendition.content),
                "file": save(
                    name_of_part(model, key, rendition.size, "webp"), ContentFile(rendition.content)
                ),
            }
            for rendition in picture.renditions
        ]
        return model._base_manager.create(
            key=key,
            uploader=by,
            name=_picture_name(upload),
            file=variants[-1]["file"],
            variants=variants,
            **_facts(picture),
            **fields,
        )


def store_file(model: type[F], *, by: Any, upload: UploadedFile, **fields: Any) -> F:
    """Store any file as it is; it will only ever be offered for saving, never shown."""
    refuse_larger(upload.size or 0, limits.FILE_BYTES)
    key = new_key()
    with all_or_nothing() as save:
        return model._base_manager.create(
            key=key,
            uploader=by,
            name=shown_name(upload.name or ""),
            size=upload.size,
            content_type=type_of(upload),
            checksum=_checksum(upload),
            file=save(name_of_part(model, key, "file", "bin"), upload),
            **fields,
        )


def copy_stored(stored: F, *, by: Any) -> F:
    """A waiting file of `by` with the same content and bytes of its own, as if uploaded again."""
    key, taken = new_key(), {"key", "uploader", "created_at", "file", "variants"}
    kept = [field.attname for field in StoredFile._meta.fields if field.name not in taken]
    facts = {name: getattr(stored, name) for name in kept}
    with all_or_nothing() as save:
        copies = {
            name: save(name.replace(stored.key, key), default_storage.open(name))
            for name in stored.stored_names()
        }
        variants = [{**one, "file": copies[one["file"]]} for one in stored.variants]
        return type(stored)._base_manager.create(
            key=key, uploader=by, file=copies[str(stored.file.name)], variants=variants, **facts
        )


def attach(
    waiting: "models.QuerySet[Any]",
    keys: Collection[str],
    *,
    field: str,
    behind: int = 0,
    **target: Any,
) -> None:
    """Hang the `waiting` files with these keys below `target`, in order, `behind` so many others.

    Raises Problem (about `field`) when there are too many, or when one is unknown, somebody
    else's or already used.
    """
    if behind + len(keys) > limits.FILES_AT_ONCE:
        detail = _("At most %(limit)s files.") % {"limit": limits.FILES_AT_ONCE}
        raise Problem("too_many_files", detail, field=field, limit=limits.FILES_AT_ONCE)
    for position, key in enumerate(keys, behind):
        if not waiting.filter(key=key).update(position=position, **target):
            gone = _("A file is no longer there. Add it again.")
            raise Problem("unknown_file", gone, field=field)
    _have_read(waiting.model, keys)


def _have_read(model: type[StoredFile], keys: Collection[str]) -> None:
    """Let a worker take out the text of those that are no pictures."""
    others = model._base_manager.filter(key__in=keys, width=None)
    for key in others.values_list("key", flat=True):
        publish(FileAttached(model._meta.label_lower, key))


def refuse_larger(size: int, limit: int) -> None:
    """Raise TooLarge for a file with more bytes than `limit`."""
    if size > limit:
        detail = _("This file is too large; at most %(limit)d MB.")
        raise TooLarge(detail=detail % {"limit": limit // limits.MIB}, field="file", limit=limit)


def shown_name(name: str) -> str:
    """A file name that is only ever shown: one line, no path, nothing that hides its ending."""
    last = rendering.clean(name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable()).strip(". ")
    path = PurePath(kept or "file")
    longest = limits.FILE_NAME_LENGTH - len(path.suffix[:20])
    return path.stem[:longest] + path.suffix[:20]


def remove_bytes(names: list[str]) -> None:
    """Delete parts of a file from the storage; what is already gone is fine."""
    for name in names:
        default_storage.delete(name)


def _facts(picture: "Picture") -> dict[str, Any]:
    largest = picture.largest
    return {
        "size": len(largest.content),
        "content_type": WEBP,
        "checksum": hashlib.sha256(largest.content).hexdigest(),
        "width": largest.width,
        "height": largest.height,
        "colour": picture.colour,
    }


def _picture_name(upload: UploadedFile) -> str:
    return shown_name(PurePath(shown_name(upload.name or "")).stem + ".webp")


def _checksum(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


@contextmanager
def all_or_nothing() -> Iterator[Callable[[str, File], str]]:
    """Gives a function that writes parts; they are removed again when the block fails."""
    written: list[str] = []

    def save(name: str, content: File) -> str:
        written.append(name)
        return _written(name, content)

    try:
        yield save
    except BaseException:
        for name in written:
            try:
                default_storage.delete(name)
            except Exception:  # noqa: S110 (the storage is away; the nightly clean-up finds it)
                pass
        raise


def _written(name: str, content: File) -> str:
    """Write one part, or say that the storage is away: the text beside the file is kept."""
    try:
        return default_storage.save(name, content)
    except Exception as error:  # each storage has errors of its own: full, away, refused
        raise storage_away() from error


def storage_away() -> Unavailable:
    """That the storage takes and gives nothing right now."""
    detail = _("The file could not be stored. Please try again in a moment.")
    return Unavailable("storage_away", detail)
