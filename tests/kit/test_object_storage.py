"""Files in object storage: the same promises, kept by addresses that open for a minute."""

import io
import random
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone
from moto.server import ThreadedMotoServer
from PIL import Image

from feed.models import Photo
from intranet import databases
from kit.files import serving, storage
from kit.files.cleanup import remove_orphans
from kit.http.exceptions import Problem
from kit.models import UploadPart
from tests.factories import make_user
from tests.kit.test_files import picture
from tests.tus import TUS, begin, how_far, send

BUCKET = "flurfunk"
pytestmark = pytest.mark.server  # it takes ten seconds to come up


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A stand-in for S3 that speaks its protocol on a port of this machine."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(autouse=True)
def _stored_there(
    server: str, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    given = {"BUCKET": BUCKET, "ENDPOINT": server, "ACCESS_KEY": "key", "SECRET_KEY": "secret"}
    for name, value in {**given, "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"S3_{name}", value)
    settings.STORAGES = {**settings.STORAGES, "default": databases.storages(tmp_path)["default"]}
    bucket = default_storage.bucket
    bucket.create()
    bucket.objects.delete()


def stored_photo() -> Photo:
    return storage.store_picture(Photo, by=make_user("anna"), upload=picture())


def names() -> set[str]:
    return {item.key for item in default_storage.bucket.objects.all()}


def test_D1_a_download_is_an_address_that_opens_for_a_minute() -> None:
    photo = stored_photo()
    answer = serving.serve(RequestFactory().get("/"), photo, "480")
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-cache")
    assert asked["X-Amz-Expires"] == ["60"]
    with urllib.request.urlopen(answer["Location"], timeout=10) as response:
        assert response.headers["Content-Type"] == "image/webp"
        assert Image.open(io.BytesIO(response.read())).width == 480


def test_D2_other_files_are_saved_from_there_too() -> None:
    upload = SimpleUploadedFile("ä.html", b"<script>alert(1)</script>", "text/html")
    stored = storage.store_file(Photo, by=make_user("anna"), upload=upload)
    answer = serving.serve(RequestFactory().get("/"), stored, "file")
    with urllib.request.urlopen(answer["Location"], timeout=10) as response:
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")


def test_D4_the_night_cleans_up_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = stored_photo()
    default_storage.save("files/photo/ab/abcdef-480.webp", ContentFile(b"x"))
    then = timezone.now() - timedelta(hours=25)
    monkeypatch.setattr(default_storage._wrapped, "get_modified_time", lambda name: then)
    assert remove_orphans() == {"rows": 0, "files": 1, "texts": 0}
    assert names() == set(photo.stored_names())


def test_I1_a_storage_that_is_away_is_said_so_and_leaves_no_row(settings: Any) -> None:
    away = {**settings.STORAGES["default"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    backend = {**settings.STORAGES["default"], "OPTIONS": away}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    with pytest.raises(Problem) as caught:
        stored_photo()
    assert (caught.value.status, caught.value.code) == (503, "storage_away")
    assert not Photo.objects.exists()


@pytest.fixture
def sender(client: Client) -> Client:
    client.force_login(make_user("anna"))
    client.raise_request_exception = False
    return client


def test_D5_parts_lie_there_until_they_are_one_file(
    sender: Client, django_capture_on_commit_callbacks: Any
) -> None:
    whole = random.Random("valve").randbytes(100_000)
    place = begin(sender, len(whole))["Location"]
    for offset in (0, 40_000):
        assert send(sender, place, offset, whole[offset : offset + 40_000]).status_code == 204
    assert names() == set(UploadPart.objects.values_list("file", flat=True)) and len(names()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        key = send(sender, place, 80_000, whole[80_000:])["File-Key"]
    file = Photo.objects.get(key=key)
    assert names() == set(file.stored_names())
    with default_storage.open(file.file.name) as stored:
        assert stored.read() == whole


def test_D5_what_is_given_up_leaves_nothing_there(
    sender: Client, django_capture_on_commit_callbacks: Any
) -> None:
    place = begin(sender, 100_000)["Location"]
    send(sender, place, 0, b"x" * 40_000)
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.delete(place, headers=TUS).status_code == 204
    assert names() == set()


def test_I1_a_part_that_finds_the_storage_away_is_sent_again_later(
    sender: Client, settings: Any
) -> None:
    place, there = begin(sender, 100_000)["Location"], settings.STORAGES
    away = {**there["default"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**there, "default": {**there["default"], "OPTIONS": away}}
    assert send(sender, place, 0, b"x" * 40_000).status_code == 503
    assert how_far(sender, place)["Upload-Offset"] == "0"
    settings.STORAGES = there
    assert send(sender, place, 0, b"x" * 40_000)["Upload-Offset"] == "40000"
