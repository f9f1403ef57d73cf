"""Reading, confirming and publishing for programs."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import call_urgently
from accounts.models import ApiToken
from accounts.serializers import UrgentReason
from announcements import actions, policy
from announcements.api import serializers as shapes
from announcements.models import Announcement, Attachment
from announcements.reports import report_of
from kit.api.views import UploadParser, Viewset
from kit.http.throttling import UPLOAD, WRITE, spend
from kit.lending import UNCHANGED

WRITES = dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), ApiToken.Scope.NEWS_WRITE)


class AnnouncementView(Viewset):
    """What every view of announcements needs."""

    model = Announcement
    serializer_class = shapes.AnnouncementRow
    ordering = Announcement.NEWEST_FIRST
    required_scopes = WRITES
    lookup_value_converter = "int"
    queryset = None  # the key is called "post", the address says "id"

    def get_queryset(self) -> QuerySet[Announcement]:
        """What this person may read."""
        found = Announcement.objects.visible_to(self.request.user)
        return found.as_seen_by(self.request.user).with_photos().prefetch_related("files")

    def answer(self, pk: int, status: int = 200) -> Response:
        """The announcement as it is now, drafts for their editors too."""
        found = Announcement.objects.listed_to(self.request.user).as_seen_by(self.request.user)
        context = self.get_serializer_context()
        row = shapes.AnnouncementRow(found.get(pk=pk), context=context)
        return Response(row.data, status=status)


class EditorView(AnnouncementView):
    """What editors do: 404 for strangers, 403 for readers, before the body is looked at."""

    def get_queryset(self) -> QuerySet[Announcement]:
        """What the newsroom works on, or what this person may read."""
        found = Announcement.objects.listed_to(self.request.user)
        return found.as_seen_by(self.request.user).with_photos().prefetch_related("files")

    def edited(self) -> Announcement:
        """The announcement, for somebody who may change it."""
        found = self.get_object()
        if not policy.is_editor(self.request.user):
            self.permission_denied(self.request)
        return found


class Announcements(mixins.ListModelMixin, AnnouncementView):
    """The archive, and writing for it."""

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        return shapes.NewAnnouncement if self.action == "create" else shapes.AnnouncementRow

    @extend_schema(
        request=shapes.NewAnnouncement,
        responses={201: shapes.AnnouncementRow, 200: shapes.AnnouncementRow},
    )
    def create(self, request: Request) -> Response:
        """Write a draft. The same `client_id` again answers 200 with the first one."""
        if not policy.is_editor(request.user):
            self.permission_denied(request)
        spend(request.user, WRITE)
        sent = self.read()
        made = actions.write_announcement(
            by=request.user,
            plan=shapes.plan_of(sent),
            client_id=sent.get("client_id"),
            extension=sent.get("extension"),
        )
        return self.answer(made.pk, status=200 if made.post.repeated else 201)


class NewFiles(Viewset):
    """Uploading files for announcements."""

    model = Attachment
    serializer_class = shapes.NewAttachment
    parser_classes = [UploadParser]
    required_scopes = WRITES

    @extend_schema(
        request={"multipart/form-data": shapes.NewAttachment},
        responses={201: shapes.AttachmentRow},
    )
    def create(self, request: Request) -> Response:
        """Upload a file. It waits 24 hours to be attached; only you know of it."""
        if not policy.is_editor(request.user):
            self.permission_denied(request)
        spend(request.user, UPLOAD)
        file = actions.upload_attachment(by=request.user, upload=self.read()["file"])
        return Response(shapes.AttachmentRow(file).data, status=201)


class OneAnnouncement(mixins.RetrieveModelMixin, EditorView):
    """One announcement: reading, changing, deleting."""

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        is_change = self.action == "partial_update"
        return shapes.NewAnnouncement if is_change else shapes.AnnouncementRow

    @extend_schema(request=shapes.NewAnnouncement, responses=shapes.AnnouncementRow)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Rewrite a draft or correct what was published. An outdated `version` is 409."""
        found, sent = self.edited(), self.read()
        actions.change_announcement(
            by=request.user,
            announcement=found,
            plan=shapes.plan_of(sent),
            version=sent.get("version"),
            is_material=sent["is_material"],
            extension=sent.get("extension", UNCHANGED),
        )
        return self.answer(found.pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take it away from everybody."""
        actions.delete_announcement(by=request.user, announcement=self.edited())
        return Response(status=204)


class OwnConfirmation(AnnouncementView):
    """The own confirmation of reading. It is never taken back."""

    serializer_class = shapes.NewConfirmation

    @extend_schema(responses=shapes.AnnouncementRow)
    def update(self, request: Request, pk: int) -> Response:
        """Confirm the version that was read; may be sent again at any time."""
        found, sent = self.get_object(), self.read()
        actions.confirm(
            by=request.user,
            announcement=found,
            number=sent.get("version"),
            device_at=sent.get("device_at"),
        )
        return self.answer(found.pk)


class Release(EditorView):
    """Publishing."""

    @extend_schema(request=None)
    def update(self, request: Request, pk: int) -> Response:
        """Publish now or at the planned time; ask for a second pair of eyes where it is needed."""
        found = self.edited()
        actions.release(by=request.user, announcement=found)
        return self.answer(found.pk)


class Urgent(EditorView):
    """Calling about an announcement."""

    @extend_schema(request=UrgentReason, responses={204: None})
    def update(self, request: Request, pk: int) -> Response:
        """Have the audience reached now, in quiet time too. Twice is once."""
        found = self.edited()
        if not policy.may_call_urgently(request.user, found.is_out):
            self.permission_denied(request)
        given = UrgentReason(data=request.data)
        given.is_valid(raise_exception=True)
        call_urgently(by=request.user, about=found, **given.validated_data)
        return Response(status=204)


class Approval(EditorView):
    """The second pair of eyes."""

    @extend_schema(request=None)
    def update(self, request: Request, pk: int) -> Response:
        """Let out what somebody else has written."""
        found = self.edited()
        actions.approve(by=request.user, announcement=found)
        return self.answer(found.pk)


class Expiry(EditorView):
    """The end of an announcement."""

    @extend_schema(request=None)
    def update(self, request: Request, pk: int) -> Response:
        """Put it into the archive now."""
        found = self.edited()
        actions.expire(by=request.user, announcement=found)
        return self.answer(found.pk)


class Reminder(EditorView):
    """Reminding those who have not confirmed."""

    serializer_class = shapes.ReportRow

    @extend_schema(request=None)
    def update(self, request: Request, pk: int) -> Response:
        """Have them reminded; a second time on a day changes nothing."""
        found = self.edited()
        actions.remind(by=request.user, announcement=found)
        return Response(shapes.ReportRow(report_of(found)).data)


class Report(EditorView):
    """Confirmations in numbers."""

    serializer_class = shapes.ReportRow

    def retrieve(self, request: Request, pk: int) -> Response:
        """Everybody and each department; never about fewer than five people."""
        return Response(shapes.ReportRow(report_of(self.edited())).data)
