"""Stored files: who keeps what, what a download says, and what the night removes."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from accounts.models import User
from feed.models import Photo
from kit import limits
from kit.files import serving, storage
from kit.files.cleanup import remove_orphans
from kit.http.exceptions import Problem, TooLarge
from tests.factories import make_post, make_space, make_user

REQUEST = RequestFactory()


def picture(width: int = 1000, height: int = 700, name: str = "photo.jpg") -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#c02020").save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


def stored_photo(by: User | None = None, **fields: Any) -> Photo:
    return storage.store_picture(Photo, by=by or make_user("anna"), upload=picture(), **fields)


def stored_file(content: bytes, name: str = "report.pdf") -> Photo:
    upload = SimpleUploadedFile(name, content, "image/png")
    return storage.store_file(Photo, by=make_user("anna"), upload=upload)


def all_parts() -> set[str]:
    return set(_walk("files")) if default_storage.exists("files") else set()


def _walk(folder: str) -> list[str]:
    folders, names = default_storage.listdir(folder)
    inside = [part for name in folders for part in _walk(f"{folder}/{name}")]
    return [f"{folder}/{name}" for name in names] + inside


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


# --- storing -------------------------------------------------------------------------------------
def test_a_picture_is_stored_in_its_sizes_with_its_facts() -> None:
    photo = stored_photo()
    assert (photo.width, photo.height, photo.content_type) == (1000, 700, "image/webp")
    assert [variant["width"] for variant in photo.variants] == [480, 960, 1000]
    assert all_parts() == set(photo.stored_names())
    assert photo.name == "photo.webp"
    assert photo.colour.startswith("#c")
    assert len(photo.checksum) == 64


def test_D1_addresses_hold_192_random_bits() -> None:
    keys = {storage.new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert {len(key) for key in keys} == {32}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\geheim.pdf", "geheim.pdf"),
        ("bild\u202egpj.exe", "bildgpj.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("", "file"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("Grüße & Küsse.pdf", "Grüße & Küsse.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("nul\0l.pdf", "null.pdf"),
        ("<script>.html", "<script>.html"),
    ],
)
def test_D3_file_names_are_only_shown(given: str, shown: str) -> None:
    assert storage.shown_name(given) == shown


def test_D3_the_stored_name_is_ours() -> None:
    stored = stored_file(b"%PDF-1.7", name="../../evil.php")
    assert stored.file.name == f"files/photo/{stored.key[:2]}/{stored.key}-file.bin"
    assert stored.name == "evil.php"


def test_D2_the_type_is_read_from_the_content() -> None:
    assert stored_file(b"%PDF-1.7\n").content_type == "application/pdf"
    assert stored_file(b"<html><script>").content_type == "application/octet-stream"


def test_C2_files_above_fifty_megabytes_are_refused() -> None:
    upload = SimpleUploadedFile("a.zip", b"PK")
    upload.size = limits.FILE_BYTES + 1
    with pytest.raises(TooLarge) as caught:
        storage.store_file(Photo, by=make_user("anna"), upload=upload)
    assert caught.value.limit == limits.FILE_BYTES


# --- all or nothing ------------------------------------------------------------------------------
def test_D4_a_row_that_cannot_be_written_leaves_no_file() -> None:
    with pytest.raises(TypeError):
        stored_photo(no_such_field=1)
    assert all_parts() == set()


def test_D4_a_storage_that_fails_half_way_leaves_neither_row_nor_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save, calls = default_storage.save, []

    def failing(name: str, content: Any) -> str:
        calls.append(name)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage._wrapped, "save", failing)
    with pytest.raises(Problem) as caught:
        stored_photo()
    assert (caught.value.status, caught.value.code) == (503, "storage_away")
    assert (all_parts(), Photo.objects.count()) == (set(), 0)


def test_D4_a_broken_picture_leaves_nothing() -> None:
    with pytest.raises(Problem):
        storage.store_picture(
            Photo, by=make_user("anna"), upload=SimpleUploadedFile("a.jpg", b"\xff\xd8\xff")
        )
    assert (all_parts(), Photo.objects.count()) == (set(), 0)


@pytest.mark.django_db(transaction=True)
def test_deleting_a_row_removes_its_files_once_that_is_certain() -> None:
    photo = stored_photo()
    with transaction.atomic():
        Photo.objects.get().delete()
        transaction.set_rollback(True)
    assert len(all_parts()) == 3
    photo.delete()
    assert all_parts() == set()


# --- downloads -----------------------------------------------------------------------------------
def fetch(stored: Photo, variant: str = "480", **headers: str) -> Any:
    return serving.serve(REQUEST.get("/", headers=headers), stored, variant)


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_picture_is_shown_in_the_size_that_is_asked_for() -> None:
    photo = stored_photo()
    answer = fetch(photo, "480")
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Disposition"].startswith("inline")
    assert Image.open(io.BytesIO(body_of(answer))).size == (480, 336)


@pytest.mark.parametrize(
    ("asked", "width"), [("1", 480), ("481", 960), ("1600", 1000), ("9999", 1000)]
)
def test_a_size_that_was_not_made_is_the_next_larger(asked: str, width: int) -> None:
    assert Image.open(io.BytesIO(body_of(fetch(stored_photo(), asked)))).width == width


@pytest.mark.parametrize("variant", ["", "x", "-1", "٤٨٠", "1e3", "100000", "../file"])
def test_C1_sizes_that_are_none_do_not_exist(variant: str) -> None:
    with pytest.raises(Http404):
        fetch(stored_photo(), variant)


def test_D2_everything_else_is_saved_and_never_run() -> None:
    answer = fetch(stored_file(b"<svg onload=alert(1)>", name='a".svg'), "file")
    assert answer["Content-Disposition"] == 'attachment; filename="a\\".svg"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_C8_browsers_ask_each_time_and_others_keep_nothing() -> None:
    assert fetch(stored_photo())["Cache-Control"] == "private, no-cache"


def test_an_unchanged_file_is_not_sent_twice() -> None:
    photo = stored_photo()
    tag = fetch(photo)["ETag"]
    again = fetch(photo, if_none_match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert fetch(photo, "960", if_none_match=tag).status_code == 200


def test_the_proxy_sends_the_bytes_where_it_can(settings: Any) -> None:
    settings.INTERNAL_FILES = "/internal-files/"
    photo = stored_photo()
    answer = fetch(photo, "480")
    assert answer["X-Accel-Redirect"] == "/internal-files/" + photo.variants[0]["file"]
    assert answer.content == b""


def test_bytes_that_are_gone_are_a_404() -> None:
    photo = stored_photo()
    storage.remove_bytes(photo.stored_names())
    with pytest.raises(Http404):
        fetch(photo)


def test_D1_losing_the_right_is_losing_the_file_and_its_small_sizes(client: Client) -> None:
    anna, ben, eve = make_user("anna"), make_user("ben"), make_user("eve")
    space = make_space(anna, ben, access="secret")
    photo = stored_photo(anna)
    make_post(anna, space, photos=[photo.key])
    photo.refresh_from_db()
    address = photo.address(480)

    client.force_login(eve)
    hidden = client.get(address)
    client.force_login(ben)
    shown = client.get(address)
    space.memberships.filter(user=ben).delete()
    ended = client.get(address, headers={"if-none-match": shown["ETag"]})

    assert [hidden.status_code, shown.status_code, ended.status_code] == [404, 200, 404]


def test_D3_an_upload_is_its_uploaders_alone(client: Client) -> None:
    photo = stored_photo(make_user("anna"))
    client.force_login(make_user("ben"))
    assert client.get(photo.address(480)).status_code == 404
    client.force_login(make_user("anna"))
    assert client.get(photo.address(480)).status_code == 200


# --- the night -----------------------------------------------------------------------------------
def age(photo: Photo, hours: int) -> None:
    Photo.objects.filter(pk=photo.pk).update(created_at=timezone.now() - timedelta(hours=hours))


def age_parts(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    then = timezone.now() - timedelta(hours=hours)
    monkeypatch.setattr(default_storage._wrapped, "get_modified_time", lambda name: then)


@pytest.mark.django_db(transaction=True)
def test_D3_uploads_nobody_attached_are_removed_after_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, young, used = stored_photo(), stored_photo(), stored_photo()
    make_post(make_user("anna"), photos=[used.key])
    age(old, 25), age(young, 23), age(used, 25)
    age_parts(monkeypatch, 25)

    assert remove_orphans() == {"rows": 1, "texts": 0, "files": 0}
    assert set(Photo.objects.values_list("pk", flat=True)) == {young.pk, used.pk}
    assert all_parts() == {*young.stored_names(), *used.stored_names()}


def test_D4_files_without_a_row_are_removed_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = stored_photo()
    default_storage.save("files/photo/ab/abcdef-480.webp", ContentFile(b"x"))
    assert remove_orphans() == {"rows": 0, "texts": 0, "files": 0}
    age_parts(monkeypatch, 25)
    assert remove_orphans() == {"rows": 0, "texts": 0, "files": 1}
    assert all_parts() == set(photo.stored_names())


def test_the_night_can_run_twice_and_without_any_file() -> None:
    assert remove_orphans() == remove_orphans() == {"rows": 0, "texts": 0, "files": 0}
