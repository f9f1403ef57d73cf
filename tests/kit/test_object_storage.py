"""Files in object storage: the same promises, kept by addresses that open for a minute."""

import io
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
from django.test import RequestFactory
from django.utils import timezone
from moto.server import ThreadedMotoServer
from PIL import Image

from feed.models import Photo
from intranet import databases
from kit.files import serving, storage
from kit.files.cleanup import remove_orphans
from kit.http.exceptions import Problem
from tests.factories import make_user
from tests.kit.test_files import picture

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
