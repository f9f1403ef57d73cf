"""Photos over REST: uploaded first, attached by key when a post or comment is written."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from feed import actions
from feed.api import serializers as shapes
from feed.api.posts import WRITES
from feed.models import Photo
from kit.api import UploadParser, Viewset
from kit.rates import UPLOAD, spend
from kit.shapes import Description


class NewPhotos(Viewset):
    """Uploading."""

    model = Photo
    serializer_class = shapes.NewPhoto
    parser_classes = [UploadParser]
    required_scopes = WRITES

    @extend_schema(
        request={"multipart/form-data": shapes.NewPhoto}, responses={201: shapes.PhotoRow}
    )
    def create(self, request: Request) -> Response:
        """Upload one picture. It waits 24 hours to be attached; only you know of it."""
        spend(request.user, UPLOAD)
        sent = self.read()
        photo = actions.upload_photo(
            by=request.user, upload=sent["file"], description=sent["description"]
        )
        return Response(
            shapes.PhotoRow(photo, context=self.get_serializer_context()).data, status=201
        )


class Photos(Viewset):
    """Pictures you may see; changing works until they are attached."""

    model = Photo
    serializer_class = shapes.PhotoRow
    required_scopes = WRITES
    lookup_field = "key"

    def retrieve(self, request: Request, key: str) -> Response:
        """One picture."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=Description)
    def partial_update(self, request: Request, key: str) -> Response:
        """Describe an own picture that waits."""
        photo = self._waiting()
        actions.describe_photo(by=request.user, photo=photo, **self.read())
        photo.refresh_from_db()
        return Response(shapes.PhotoRow(photo, context=self.get_serializer_context()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, key: str) -> Response:
        """Throw an own picture that waits away."""
        actions.discard_photo(by=request.user, photo=self._waiting())
        return Response(status=204)

    def _waiting(self) -> Photo:
        photo = self.get_object()
        if photo.uploader_id != self.request.user.pk or photo.post_id or photo.comment_id:
            self.permission_denied(self.request)
        return photo

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        return Description if self.action == "partial_update" else shapes.PhotoRow
