"""Files below announcements, to be taken along: plans, lists, forms."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from announcements.models.announcements import Announcement
from kit.files.storage import StoredFile


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Questions about files of announcements."""

    def visible_to(self, user: User | AnonymousUser) -> "AttachmentQuerySet":
        """Files of announcements `user` reads or edits, and own ones that wait for theirs."""
        if not user.is_active:
            return self.none()
        known = Announcement.objects.listed_to(user).living()
        return self.filter(Q(announcement__in=known) | Q(announcement=None, uploader=user.pk))

    def waiting_of(self, user: User | AnonymousUser) -> "AttachmentQuerySet":
        """What `user` uploaded and did not attach yet."""
        return self.filter(announcement=None, uploader=user.pk)


class Attachment(StoredFile):
    """A file. Without an announcement it waits, and only its uploader knows of it."""

    announcement = models.ForeignKey(
        Announcement, models.CASCADE, null=True, blank=True, related_name="files"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = AttachmentQuerySet.as_manager()

    route = "announcement-file"

    class Meta:
        ordering = ["position", "pk"]

    @property
    def container(self) -> Announcement | None:
        """What it hangs below."""
        return self.announcement

    @property
    def download(self) -> str:
        """Where the file is fetched by whoever may read its announcement."""
        return reverse(self.route, args=[self.key])

    @classmethod
    def unattached(cls) -> models.QuerySet["Attachment"]:
        """Files that wait for their announcement."""
        return cls._base_manager.filter(announcement=None)
