"""Photos and files over REST: uploaded first, attached by key when something is written."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from feed import actions
from feed.api import serializers as shapes
from feed.api.posts import WRITES
from feed.models import Photo
from kit.api.serializers import Description
from kit.api.views import UploadParser, Viewset
from kit.http.throttling import UPLOAD, spend


def waiting_for(view: Viewset) -> Photo:
    """The own photo or file of the address, as long as it is not attached."""
    photo = view.get_object()
    if photo.uploader_id != view.request.user.pk or photo.post_id or photo.comment_id:
        view.permission_denied(view.request)
    return photo


class Uploads(Viewset):
    """Uploading, of whatever kind: it waits 24 hours to be attached."""

    model = Photo
    serializer_class = shapes.NewPhoto
    parser_classes = [UploadParser]
    required_scopes = WRITES

    def take(self, upload: Callable[..., Photo], shape: type[BaseSerializer[Any]]) -> Response:
        """Take the file in by the action `upload` and answer with it as `shape`."""
        spend(self.request.user, UPLOAD)
        sent = self.read()
        made = upload(by=self.request.user, upload=sent["file"], description=sent["description"])
        return Response(shape(made, context=self.get_serializer_context()).data, status=201)


class NewPhotos(Uploads):
    """Uploading pictures."""

    @extend_schema(
        request={"multipart/form-data": shapes.NewPhoto}, responses={201: shapes.PhotoRow}
    )
    def create(self, request: Request) -> Response:
        """Upload one picture. It waits 24 hours to be attached; only you know of it."""
        return self.take(actions.upload_photo, shapes.PhotoRow)


class NewFiles(Uploads):
    """Uploading what is no picture."""

    @extend_schema(
        request={"multipart/form-data": shapes.NewPhoto}, responses={201: shapes.AttachedFile}
    )
    def create(self, request: Request) -> Response:
        """Upload one file. It waits 24 hours to be attached; only you know of it."""
        return self.take(actions.upload_file, shapes.AttachedFile)


class Files(Viewset):
    """Files you may see; they can be thrown away until they are attached."""

    model = Photo
    serializer_class = shapes.AttachedFile
    required_scopes = WRITES
    lookup_field = "key"

    def retrieve(self, request: Request, key: str) -> Response:
        """One file: its name, size and address."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, key: str) -> Response:
        """Throw an own file that waits away."""
        actions.discard_photo(by=request.user, photo=waiting_for(self))
        return Response(status=204)


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
        photo = waiting_for(self)
        actions.describe_photo(by=request.user, photo=photo, **self.read())
        photo.refresh_from_db()
        return Response(shapes.PhotoRow(photo, context=self.get_serializer_context()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, key: str) -> Response:
        """Throw an own picture that waits away."""
        actions.discard_photo(by=request.user, photo=waiting_for(self))
        return Response(status=204)

    def get_serializer_class(self) -> type[Any]:
        """The shape of what is sent, by method."""
        return Description if self.action == "partial_update" else shapes.PhotoRow
