"""Files that arrive in parts, on lines that break: what is here counts, the rest may still come."""

import secrets
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kit import limits
from kit.database.idempotency import create_once
from kit.files.storage import (
    all_or_nothing,
    name_of_part,
    new_key,
    refuse_larger,
    shown_name,
    storage_away,
)
from kit.files.upload_kinds import kind_called
from kit.http.exceptions import Conflict, Problem, TooLarge
from kit.models import ResumableUpload, UploadPart
from kit.text.rendering import clean


@transaction.atomic
def begin_upload(
    *,
    by: Any,
    kind: str,
    name: str,
    size: int,
    description: str = "",
    client_id: uuid.UUID | str | None = None,
) -> ResumableUpload:
    """Expect a file of `size` bytes. The same `client_id` again returns the first upload.

    Raises Problem for what would be refused anyway once it is here.
    """
    chosen, name = kind_called(kind), shown_name(name)
    if not chosen.may(by):
        raise PermissionDenied
    if size < 1:
        raise Problem("empty", _("This file is empty."), field="file")
    refuse_larger(size, chosen.limit(name))
    longest = ResumableUpload._meta.get_field("description").max_length
    content = {
        "kind": kind, "name": name, "size": size, "description": clean(description)[:longest],
    }  # fmt: skip

    def make(**identity: Any) -> ResumableUpload:
        return ResumableUpload.objects.create(author=by, key=new_key(), **content, **identity)

    upload, _is_new = create_once(
        ResumableUpload, author=by, client_id=client_id, content=content, make=make
    )
    return upload


def add_part(*, by: Any, upload: ResumableUpload, offset: int, content: bytes) -> ResumableUpload:
    """Take in what follows on the first `offset` bytes; with the last part the file is taken in.

    A part counts when it is stored, and the last one when the file is: whatever fails before may
    be sent again. Raises Conflict where `offset` is not the end of what is here, and whatever the
    kind refuses about the whole file.
    """
    if offset != upload.offset:
        raise _other_offset()
    end = offset + len(content)
    if end > upload.size:
        raise TooLarge("too_long", _("This is more than was announced."), limit=upload.size)
    if end == upload.size and not upload.file_key:
        _take(by, upload, content)
    elif content:
        _keep(upload, content)
    return ResumableUpload.objects.get(pk=upload.pk)


@transaction.atomic
def discard_upload(*, by: Any, upload: ResumableUpload) -> None:
    """Forget an upload; a file that it has become stays."""
    for own in ResumableUpload.objects.visible_to(by).filter(pk=upload.pk):
        own.delete()


def _keep(upload: ResumableUpload, content: bytes) -> None:
    if len(content) * limits.PARTS < upload.size:
        raise Problem("small_part", _("Send larger parts."), limit=upload.size // limits.PARTS + 1)
    own = f"{upload.offset}.{secrets.token_hex(8)}"  # equal requests must not meet in the storage
    name = name_of_part(ResumableUpload, upload.key, own, "part")
    with all_or_nothing() as save:
        file = save(name, ContentFile(content))
        with transaction.atomic():
            _move(upload, upload.offset + len(content))
            UploadPart.objects.create(upload=upload, offset=upload.offset, file=file)


def _take(by: Any, upload: ResumableUpload, last: bytes) -> None:
    """Put the parts together and let the kind take the file in; outside of any transaction,
    because reading a picture takes its time."""
    with _joined(upload, last) as whole:
        taken = kind_called(upload.kind).take(by=by, upload=whole, description=upload.description)
    try:
        with transaction.atomic():
            _move(upload, upload.size, file_key=taken.key)
            upload.forget_parts()
    except BaseException:  # an equal request was faster, or the upload is gone
        taken.delete()
        raise


def _move(upload: ResumableUpload, offset: int, **more: str) -> None:
    """Count what has arrived, unless somebody else did so since."""
    here = ResumableUpload.objects.filter(pk=upload.pk, offset=upload.offset)
    if not here.update(offset=offset, **more):
        raise _other_offset()


def _other_offset() -> Conflict:
    return Conflict("other_offset", _("The upload goes on elsewhere."), field="Upload-Offset")


@contextmanager
def _joined(upload: ResumableUpload, last: bytes) -> Iterator[UploadedFile]:
    """The whole file, as a form would have brought it."""
    with tempfile.SpooledTemporaryFile(limits.PART_BYTES) as whole:
        for name in upload.parts.order_by("offset").values_list("file", flat=True):
            with _opened(upload, name) as part:
                shutil.copyfileobj(part, whole)
        whole.write(last)
        whole.seek(0)
        yield UploadedFile(whole, name=upload.name, size=upload.size)


@contextmanager
def _opened(upload: ResumableUpload, name: str) -> Iterator[Any]:
    try:
        part = default_storage.open(name)
    except FileNotFoundError:  # a restored backup may lack it: the sender begins anew
        upload.delete()
        raise Http404 from None
    except Exception as error:  # each storage has errors of its own
        raise storage_away() from error
    with part:
        yield part
