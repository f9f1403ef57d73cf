"""Every change of announcements: one verb each, for pages, API, admin and tasks alike."""

from announcements.actions.attachments import upload_attachment
from announcements.actions.confirming import confirm_announcement, mark_opened, remind_readers
from announcements.actions.publishing import (
    announce_due,
    approve_announcement,
    archive_announcement,
    delete_announcement,
    forget_openings,
    publish_announcement,
)
from announcements.actions.writing import change_announcement, write_announcement

__all__ = [
    "announce_due",
    "approve_announcement",
    "archive_announcement",
    "change_announcement",
    "confirm_announcement",
    "delete_announcement",
    "forget_openings",
    "mark_opened",
    "publish_announcement",
    "remind_readers",
    "upload_attachment",
    "write_announcement",
]
