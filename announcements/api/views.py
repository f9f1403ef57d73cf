"""Reading, confirming and publishing for programs."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.actions import call_urgently
from accounts.authentication import writing
from accounts.models import ApiToken, User
from accounts.serializers import UrgentReason
from announcements import actions, policy
from announcements.api import serializers as shapes
from announcements.models import Announcement
from announcements.reports import report_of
from kit.api.methods import call, create, upload
from kit.api.views import Viewset
from kit.http.throttling import WRITE


def is_editor(user: User, _announcement: Announcement | None) -> bool:
    """Whether `user` writes for the company."""
    return policy.is_editor(user)


def may_call_urgently(user: User, announcement: Announcement) -> bool:
    """Whether `user` may have its audience reached at any hour."""
    return policy.may_call_urgently(user, announcement.is_out)


def write_announcement(
    *, version: object = None, is_material: bool = False, **sent: Any
) -> Announcement:
    """Write a draft."""
    made = actions.write_announcement(**sent)
    made.repeated = made.post.repeated
    return made


def change_announcement(*, client_id: object = None, **sent: Any) -> Announcement:
    """Rewrite a draft or correct what was published. An outdated `version` is 409."""
    return actions.change_announcement(**sent)


def remind(*, by: User, announcement: Announcement) -> Any:
    """Have those reminded who have not confirmed; a second time on a day changes nothing."""
    actions.remind_readers(by=by, announcement=announcement)
    return report_of(announcement)


class Announcements(Viewset):
    """The archive, and writing for it: 404 for strangers, 403 for readers."""

    queryset = None  # the key is called "post", the address says "id"
    serializer_class = shapes.AnnouncementRow
    ordering = Announcement.NEWEST_FIRST
    required_scopes = writing(ApiToken.Scope.ANNOUNCEMENTS_WRITE)

    @property
    def about(self) -> Announcement:
        """The announcement, as what people are called about."""
        return self.get_object()

    def get_queryset(self) -> QuerySet[Announcement]:
        """What this person may read, and apart from the archive what the newsroom works on."""
        user = self.request.user
        found = Announcement.objects.listed_to(user)
        if self.action in ("list", "confirm"):
            found = Announcement.objects.visible_to(user)
        return found.as_seen_by(user).with_photos().prefetch_related("files")

    def fresh(self, announcement: Announcement) -> Announcement:
        """The announcement as it is now, drafts for their editors too."""
        user = self.request.user
        return Announcement.objects.listed_to(user).as_seen_by(user).get(pk=announcement.pk)

    write = create(write_announcement, body=shapes.NewAnnouncement, may=is_editor, rate=WRITE)
    change = call(
        change_announcement,
        body=shapes.NewAnnouncement,
        may=is_editor,
    )
    destroy = call(actions.delete_announcement, may=is_editor, answers=None)
    confirm = call(
        actions.confirm_announcement,
        "Confirm the version that was read; may be sent again at any time, is never taken back.",
        {
            "version": serializers.IntegerField(min_value=1, required=False, source="number"),
            "device_at": serializers.DateTimeField(required=False, allow_null=True),
        },
    )
    release = call(
        actions.publish_announcement,
        may=is_editor,
    )
    approve = call(actions.approve_announcement, may=is_editor)
    expire = call(actions.archive_announcement, may=is_editor)
    call_urgently = call(
        call_urgently,
        "Have the audience reached now, in quiet time too. Twice is once.",
        UrgentReason,
        on="about",
        may=may_call_urgently,
        answers=None,
    )
    remind = call(
        remind,
        may=is_editor,
        answers=shapes.ReportRow,
    )
    report = call(
        lambda by, announcement: report_of(announcement),
        "Everybody and each department; never about fewer than five people.",
        may=is_editor,
        answers=shapes.ReportRow,
    )


class Attachments(Viewset):
    """Files for announcements."""

    serializer_class = shapes.AttachmentRow
    required_scopes = writing(ApiToken.Scope.ANNOUNCEMENTS_WRITE)

    add = upload(
        actions.upload_attachment,
        "Upload a file. It waits 24 hours; only you know of it.",
        body={"file": serializers.FileField(use_url=False, source="upload")},
        may=is_editor,
    )
