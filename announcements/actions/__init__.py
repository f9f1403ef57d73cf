"""Every change of announcements: one verb each, for pages, API, admin and tasks alike."""

from announcements.actions.attachments import upload_attachment
from announcements.actions.marking import confirm, mark_opened, remind
from announcements.actions.publishing import (
    announce_due,
    approve,
    delete_announcement,
    expire,
    forget_openings,
    release,
)
from announcements.actions.writing import change_announcement, write_announcement

__all__ = [
    "announce_due",
    "approve",
    "change_announcement",
    "confirm",
    "delete_announcement",
    "expire",
    "forget_openings",
    "mark_opened",
    "release",
    "remind",
    "upload_attachment",
    "write_announcement",
]
