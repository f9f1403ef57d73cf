"""Files of announcements: uploading, attaching, taking away."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from announcements import policy
from announcements.events import AttachmentsRemoved
from announcements.models import Announcement, Attachment
from kit.files.storage import attach, store_file
from kit.jobs.outbox import publish


def upload_attachment(*, by: User, upload: UploadedFile) -> Attachment:
    """Store a file as it is. It waits for its announcement, seen by `by` only.

    Raises Problem for what is too large, PermissionDenied for who does not write announcements.
    """
    if not policy.is_editor(by):
        raise PermissionDenied
    return store_file(Attachment, by=by, upload=upload)


def replace_attachments(
    by: User, announcement: Announcement, *, dropped: Collection[str], added: Collection[str]
) -> None:
    """Take the files `dropped` away and hang the waiting files `added` of `by` below the others."""
    gone = list(announcement.files.filter(key__in=dropped))
    if gone:
        publish(AttachmentsRemoved(file_ids=tuple(file.pk for file in gone)))
    for file in gone:
        file.delete()
    waiting, kept = Attachment.objects.waiting_of(by), announcement.files.count()
    attach(waiting, added, field="files", behind=kept, announcement=announcement)
