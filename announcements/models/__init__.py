"""Announcements, their versions, and what people did with them."""

from announcements.models.announcements import Announcement, Category
from announcements.models.attachments import Attachment
from announcements.models.pictures import DraftPicture
from announcements.models.receipts import Confirmation, Opening, Reminder
from announcements.models.versions import Approval, Version, VersionText

__all__ = [
    "Announcement",
    "Approval",
    "Attachment",
    "Category",
    "Confirmation",
    "DraftPicture",
    "Opening",
    "Reminder",
    "Version",
    "VersionText",
]
