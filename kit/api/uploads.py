"""Uploads in parts, as the protocol tus 1.0.0 has them (https://tus.io/protocols/resumable-upload).

One address for all kinds of files. The sender announces a file, sends parts, asks after a break
how far it came, and goes on there; what comes out is a key, as from an upload in one piece.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from kit import limits
from kit.api.views import Viewset
from kit.files.resumable import add_part, begin_upload, discard_upload
from kit.files.upload_kinds import kinds
from kit.http import throttling
from kit.http.exceptions import Problem
from kit.http.middleware import PART
from kit.models import ResumableUpload

VERSION = "1.0.0"
SPOKEN = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,expiration,termination",
    "Tus-Max-Size": str(limits.FILE_BYTES),
}
METADATA = (
    "Pairs of a name and a value in base64: `kind` (files, photos, messages, announcements), "
    "`filename`, and where wanted `description` and `client_id`."
)


def header(name: str, kind: Any, description: str, *, response: bool = False) -> OpenApiParameter:
    """A header in the description of the API."""
    place = OpenApiParameter.HEADER
    return OpenApiParameter(name, kind, place, response=response, description=description)


LENGTH = header("Upload-Length", int, "Bytes of the whole file.")
PAIRS = header("Upload-Metadata", str, METADATA)
OFFSET = header("Upload-Offset", int, "How many bytes have arrived before these.")
PLACE = header("Location", str, "Where the parts go.", response=True)
FILE_KEY = header("File-Key", str, "The key of the whole file, at the end.", response=True)
EMPTY = OpenApiResponse(None, "Done.")


class PartParser(BaseParser):
    """The bytes of one part."""

    media_type = PART

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """All of them, or a Problem: what was cut on its way counts for nothing."""
        length = int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        content = stream.read(length)
        if len(content) != length:
            detail = _("The upload arrived incomplete. Please send it again.")
            raise Problem("broken_upload", detail)
        return content


class UploadState(serializers.ModelSerializer[ResumableUpload]):
    """How far an upload has come."""

    class Meta:
        model = ResumableUpload
        fields = ("key", "kind", "name", "size", "offset", "file_key")
        read_only_fields = fields


class Uploads(Viewset):
    """How far an upload has come; `HEAD` says so in the headers `Upload-Offset` and `File-Key`."""

    serializer_class = UploadState
    lookup_field = "key"
    thing = "upload"
    parser_classes: ClassVar = [PartParser]

    @property
    def required_scopes(self) -> Mapping[str, str]:
        """What a key needs for files of this kind."""
        if "key" in self.kwargs:
            names = self.get_queryset().filter(key=self.kwargs["key"])
            name = names.values_list("kind", flat=True).first()
        else:
            name = _metadata(self.request).get("kind")
        kind = kinds().get(name or "")
        return kind.scopes if kind else {}

    def get_parsers(self) -> Sequence[BaseParser]:
        """Parts are read as they come; nothing else has a body."""
        return [PartParser()]

    @extend_schema(request=None, parameters=[LENGTH, PAIRS, PLACE], responses={201: EMPTY})
    def begin(self, request: Request) -> Response:
        """Announce a file that will arrive in parts (tus 1.0.0). Sent again with the same
        `client_id`, it answers 200 with the first one."""
        _check_version(request)
        throttling.consume(request.user, throttling.UPLOAD)
        told = _metadata(request)
        upload = begin_upload(
            by=request.user,
            kind=told.get("kind", ""),
            name=told.get("filename", ""),
            description=told.get("description", ""),
            client_id=told.get("client_id"),
            size=_number(request, "Upload-Length"),
        )
        place = reverse("api-upload", args=[upload.key])
        headers = {**_state(upload), "Location": place}
        return Response(status=200 if upload.repeated else 201, headers=headers)

    def retrieve(self, request: Request, **address: Any) -> Response:
        """How far this upload has come."""
        upload = self.get_object()
        answer = self.shown(upload)
        for name, value in _state(upload).items():
            answer[name] = value
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(
        request={PART: OpenApiTypes.BINARY},
        parameters=[OFFSET, FILE_KEY],
        responses={204: EMPTY},
    )
    def add(self, request: Request, **address: Any) -> Response:
        """Send the bytes that follow. After the last ones `File-Key` is the key of the file, which
        waits 24 hours; what is wrong with the whole file is said then."""
        upload = self.get_object()
        _check_version(request)
        offset = _number(request, "Upload-Offset")
        content = request.data
        if offset + len(content) == upload.size:
            throttling.consume(request.user, throttling.UPLOAD_END)
        upload = add_part(by=request.user, upload=upload, offset=offset, content=content)
        return Response(status=204, headers=_state(upload))

    @extend_schema(responses={204: EMPTY})
    def discard(self, request: Request, **address: Any) -> Response:
        """Take back what has arrived; a file that it has become stays."""
        upload = self.get_object()
        _check_version(request)
        discard_upload(by=request.user, upload=upload)
        return Response(status=204)

    def capabilities(self, request: Request) -> Response:
        """What of the protocol is spoken here."""
        return Response(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Every answer names the protocol: senders know ours from those of others by that."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in {"Tus-Resumable": VERSION, **SPOKEN}.items():
            answer[name] = value
        return answer


def _check_version(request: Request) -> None:
    if request.headers.get("Tus-Resumable", VERSION) != VERSION:
        detail = _("Only version %(version)s of tus is spoken here.") % {"version": VERSION}
        raise Problem("tus_version", detail, field="Tus-Resumable", status=412)


def _number(request: Request, name: str) -> int:
    written = request.headers.get(name, "")
    if not (written.isascii() and written.isdigit() and len(written) < 20):
        raise Problem("invalid", _("This must be a whole number."), field=name)
    return min(int(written), limits.BIGGEST_ID)


def _metadata(request: Any) -> dict[str, str]:
    """The pairs of `Upload-Metadata`."""
    told = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        name, _space, value = pair.strip().partition(" ")
        try:
            told[name] = b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            detail = _("These are no pairs of a name and a value in base64.")
            raise Problem("invalid", detail, field="Upload-Metadata") from None
    return told


def _state(upload: ResumableUpload) -> dict[str, str]:
    """What every answer about an upload says of it."""
    ends = upload.created_at + timedelta(hours=limits.UNATTACHED_HOURS)
    said = {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(ends.timestamp()),
    }
    return said | ({"File-Key": upload.file_key} if upload.file_key else {})
