"""Uploading over both doors, the page and the API: what is no picture never becomes a row."""

import errno
import json
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from feed.models import Photo
from kit import limits
from kit.http.throttling import UPLOAD, consume
from tests.factories import make_user
from tests.kit.test_files import picture
from tests.kit.test_pictures import HEIC, png, png_chunk

DOORS = ["/photos/", "/api/v1/photos/"]


@pytest.fixture
def anna(client: Client, tmp_path: Any, settings: Any) -> Client:
    """Anna, signed in, with an empty storage."""
    disk = "django.core.files.storage.FileSystemStorage"
    place = {"BACKEND": disk, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": place}
    client.force_login(make_user("anna"))
    client.raise_request_exception = False
    return client


def parts_of(content: bytes, head: bytes) -> bytes:
    return b"--b\r\n" + head + b"\r\n\r\n" + content + b"\r\n--b--\r\n"


FILE = b'Content-Disposition: form-data; name="file"; filename="a.jpg"'


def raw(
    client: Client, door: str, body: bytes, kind: str = "multipart/form-data; boundary=b"
) -> Any:
    return client.generic("POST", door, body, content_type=kind)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "name", ["photo.jpg", "IMG 1.HEIC", "ü.png", "x" * 300 + ".jpg", "a\0.jpg"]
)
def test_a_picture_is_taken_in_under_any_name(anna: Client, door: str, name: str) -> None:
    content = HEIC if "HEIC" in name else picture().read()
    answer = anna.post(door, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 201
    assert Photo.objects.get().content_type == "image/webp"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<svg onload=alert(1)>", 415),
        (b"<script>alert(1)</script>", 415),
        (b"\xff\xd8\xff", 400),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, 400),
        (png(50_000, 50_000, png_chunk(b"IDAT", b"x")), 413),
        (b"GIF89a" + b"\xff" * 100, 400),
    ],
)
def test_C1_what_is_no_picture_is_refused(
    anna: Client, door: str, content: bytes, status: int
) -> None:
    answer = raw(anna, door, parts_of(content, FILE))
    assert answer.status_code == status
    assert not Photo.objects.exists()
    assert not default_storage.exists("files")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        parts_of(b"", FILE),
        b"x",
        b"--b--",
        parts_of(b"text", b'Content-Disposition: form-data; name="file"'),
        parts_of(b"x", b'Content-Disposition: form-data; name="other"; filename="a.jpg"'),
        parts_of(b"x", b"Content-Disposition: form-data"),
        parts_of(b"!!", FILE + b"\r\nContent-Transfer-Encoding: base64"),
        parts_of(b"x", FILE + b"\r\nContent-Transfer-Encoding: nonsense"),
        parts_of(b"\xff\xd8", FILE)[:-20],
    ],
    ids=range(10),
)
def test_C1_broken_uploads_are_refused(anna: Client, door: str, body: bytes) -> None:
    answer = raw(anna, door, body)
    assert answer.status_code in {400, 415}
    assert not Photo.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data", "multipart/form-data; boundary=", "application/json", "image/png", ""],
)
def test_C1_uploads_of_another_kind_are_refused(anna: Client, door: str, kind: str) -> None:
    assert raw(anna, door, b"x", kind).status_code in {400, 415}


@pytest.mark.parametrize("door", DOORS)
def test_C2_a_heavy_picture_is_refused_with_its_limit(anna: Client, door: str) -> None:
    heavy = b"\xff\xd8\xff" + b"\0" * limits.PICTURE_BYTES
    answer = anna.post(
        door, {"file": SimpleUploadedFile("a.jpg", heavy)}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 413
    assert json.loads(answer.content)["limit"] == limits.PICTURE_BYTES


@pytest.mark.parametrize("door", DOORS)
def test_C3_uploads_have_a_rate_of_their_own(anna: Client, door: str) -> None:
    for _ in range(UPLOAD.count - 2):
        consume(make_user("anna"), UPLOAD)
    answers = [anna.post(door, {"file": picture(8, 8)}).status_code for _ in range(3)]
    assert answers == [201, 201, 429]


@pytest.mark.parametrize("door", DOORS)
def test_A8_nobody_cannot_upload(client: Client, door: str) -> None:
    answer = client.post(door, {"file": picture(8, 8)})
    assert answer.status_code in {302, 401}
    assert not Photo.objects.exists()


def full(*_anything: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "place", [(FileSystemStorage, "_save"), (TemporaryFileUploadHandler, "receive_data_chunk")]
)
def test_I1_a_full_disk_refuses_an_upload_and_says_when_to_send_it_again(
    anna: Client, door: str, place: tuple[Any, str], settings: Any, monkeypatch: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # what is sent goes to a file first
    monkeypatch.setattr(*place, full)
    answer = anna.post(door, {"file": picture()})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert not Photo.objects.exists()
