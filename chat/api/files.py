"""Photos and files of messages over REST: uploaded first, attached by key when sending."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chat import actions
from chat.api import serializers as shapes
from chat.api.base import WRITES, ConversationView
from chat.models import ChatFile
from kit.api.serializers import Description, Upload
from kit.api.views import UploadParser, Viewset
from kit.http.throttling import UPLOAD, spend


class NewFiles(Viewset):
    """Uploading."""

    model = ChatFile
    serializer_class = Upload
    parser_classes = [UploadParser]
    required_scopes = WRITES

    @extend_schema(request={"multipart/form-data": Upload}, responses={201: shapes.FileRow})
    def create(self, request: Request) -> Response:
        """Upload a photo or file. It waits 24 hours to be sent; only you know of it."""
        spend(request.user, UPLOAD)
        given = self.read()
        file = actions.upload_file(
            by=request.user, upload=given["upload"], description=given["description"]
        )
        context = self.get_serializer_context()
        return Response(shapes.FileRow(file, context=context).data, status=201)


class Files(Viewset):
    """Photos and files you may see."""

    model = ChatFile
    serializer_class = shapes.FileRow
    required_scopes = WRITES
    lookup_field = "key"

    def retrieve(self, request: Request, key: str) -> Response:
        """One photo or file."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=Description)
    def partial_update(self, request: Request, key: str) -> Response:
        """Say in words what an own picture shows, before or after it is sent."""
        file = self.get_object()
        if file.uploader_id != request.user.pk:
            self.permission_denied(request)
        actions.describe_file(by=request.user, file=file, **self.read())
        file.refresh_from_db()
        return Response(shapes.FileRow(file, context=self.get_serializer_context()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, key: str) -> Response:
        """Throw an own file that waits away."""
        file = self.get_object()
        if file.uploader_id != request.user.pk or file.message_id or file.planned_id:
            self.permission_denied(request)
        actions.discard_file(by=request.user, file=file)
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        return Description if self.action == "partial_update" else shapes.FileRow


class ConversationFiles(ConversationView):
    """What was sent in a conversation."""

    serializer_class = shapes.SentFileRow

    def list(self, request: Request, conversation_pk: int) -> Response:
        """Photos and files, newest first."""
        found = ChatFile.objects.visible_to(request.user).filter(conversation=self.conversation)
        rows = self.paginate_queryset(found.select_related("message__author"))
        return self.get_paginated_response(self.rows(shapes.SentFileRow, rows, many=True))
