"""Uploads in parts: what has arrived counts, once, and the whole is judged like any other."""

import hashlib
import io
import os
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from accounts.actions import create_token
from accounts.models import User
from announcements.models import Attachment
from chat.models import ChatFile
from feed.actions import create_post
from feed.models import Photo
from kit import limits
from kit.api.uploads import PartParser
from kit.files.cleanup import remove_orphans
from kit.http.exceptions import Problem
from kit.http.throttling import UPLOAD, UPLOAD_END, consume
from kit.models import ResumableUpload, UploadPart
from tests.factories import make_space, make_user
from tests.kit.test_pictures import GPS
from tests.together import at_once
from tests.tus import PART, TUS, UPLOADS, begin, how_far, pairs, send, send_all

CONTENT = os.urandom(100_000)


@pytest.fixture(autouse=True)
def _empty_storage(settings: Any, tmp_path: Any) -> None:
    disk = "django.core.files.storage.FileSystemStorage"
    place = {"BACKEND": disk, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": place}


@pytest.fixture
def anna(client: Client) -> User:
    anna = make_user("anna")
    client.force_login(anna)
    return anna


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (53.0, 33.0, 0.0), 3: "E", 4: (9.0, 59.0, 0.0)}
    written = io.BytesIO()
    Image.effect_noise((400, 300), 90).save(written, "JPEG", exif=exif)
    return written.getvalue()


def stored() -> list[str]:
    folder = default_storage.path("files")
    return [os.path.join(root, name) for root, _folders, names in os.walk(folder) for name in names]


# --- arriving ------------------------------------------------------------------------------
def test_a_file_in_parts_becomes_the_file_that_was_sent(
    client: Client, anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send_all(client, CONTENT, name="Plan.bin")
    assert answer.status_code == 204
    file = Photo.objects.get(key=answer["File-Key"])
    assert file.checksum == hashlib.sha256(CONTENT).hexdigest()
    assert (file.name, file.size, file.uploader) == ("Plan.bin", len(CONTENT), anna)
    assert file.file.open().read() == CONTENT
    assert not UploadPart.objects.exists()
    assert len(stored()) == 1
    post = create_post(by=anna, spaces=[make_space(anna)], body="", photos=[file.key])
    assert post.photos.get() == file


@pytest.mark.parametrize(
    ("kind", "model"), [("files", Photo), ("photos", Photo), ("messages", ChatFile)]
)
def test_D2_a_picture_in_parts_loses_its_place_like_any_other(
    client: Client, anna: User, kind: str, model: Any
) -> None:
    answer = send_all(
        client, photo_with_place(), kind=kind, name="valve.jpg", description="A valve"
    )
    file = model.objects.get(key=answer["File-Key"])
    assert (file.content_type, file.description) == ("image/webp", "A valve")
    for name in file.stored_names():
        with default_storage.open(name) as content:
            assert not Image.open(content).getexif()


def test_after_a_break_the_sender_hears_how_far_it_came(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    send(client, place, 0, CONTENT[:30_000])
    heard = how_far(client, place)
    assert heard.status_code == 200 and heard.content == b""
    assert (heard["Upload-Offset"], heard["Upload-Length"]) == ("30000", "100000")
    assert heard["Cache-Control"] == "no-store" and heard["Upload-Expires"].endswith("GMT")
    assert "File-Key" not in heard
    again = send(client, place, 0, CONTENT[:30_000])
    assert (again.status_code, again.json()["code"]) == (409, "other_offset")
    assert send(client, place, 40_000, CONTENT[40_000:]).status_code == 409
    assert send(client, place, 30_000, CONTENT[30_000:])["Upload-Offset"] == "100000"
    heard = how_far(client, place)
    file = Photo.objects.get(key=heard["File-Key"])
    assert file.checksum == hashlib.sha256(CONTENT).hexdigest()
    assert client.get(place).json()["file_key"] == file.key


def test_a_part_that_was_cut_on_its_way_counts_for_nothing() -> None:
    request = RequestFactory().patch("/", b"12345", content_type=PART)
    context = {"request": request}
    assert PartParser().parse(io.BytesIO(b"12345"), PART, context) == b"12345"
    with pytest.raises(Problem):
        PartParser().parse(io.BytesIO(b"123"), PART, context)


def test_E2_announced_twice_a_file_is_expected_once(client: Client, anna: User) -> None:
    same = str(uuid.uuid4())
    first, again = (begin(client, 9, client_id=same) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first["Location"] == again["Location"]
    assert begin(client, 10, client_id=same).status_code == 409
    client.force_login(make_user("ben"))
    assert begin(client, 9, client_id=same)["Location"] != first["Location"]


@pytest.mark.django_db(transaction=True)
def test_E2_twelve_equal_announcements_at_once_are_one() -> None:
    anna, same = make_user("anna"), str(uuid.uuid4())

    def announce(_number: int) -> str:
        client = Client()
        client.force_login(anna)
        return str(begin(client, 9, client_id=same)["Location"])

    assert len(set(at_once(announce))) == 1
    assert ResumableUpload.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sent", [40_000, 100_000], ids=["a part", "the whole"])
def test_E2_twelve_equal_parts_at_once_count_once(sent: int) -> None:
    anna, client = make_user("anna"), Client()
    client.force_login(anna)
    place = begin(client, len(CONTENT))["Location"]

    def go_on(_number: int) -> int:
        other = Client()
        other.force_login(anna)
        return int(send(other, place, 0, CONTENT[:sent]).status_code)

    assert sorted(at_once(go_on)) == [204] + [409] * 11
    assert how_far(client, place)["Upload-Offset"] == str(sent)
    assert len(stored()) == 1
    if sent < len(CONTENT):
        send(client, place, sent, CONTENT[sent:])
    file = Photo.objects.get()
    assert file.checksum == hashlib.sha256(CONTENT).hexdigest()


# --- refused -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"size": limits.FILE_BYTES + 1}, 413, "too_large"),
        ({"size": limits.PICTURE_BYTES + 1, "name": "a.JPG"}, 413, "too_large"),
        ({"size": limits.PICTURE_BYTES + 1, "kind": "photos"}, 413, "too_large"),
        ({"size": 0}, 400, "empty"),
        ({"size": 9, "kind": "else"}, 400, "unknown_kind"),
        ({"size": 9, "client_id": "none"}, 400, "invalid"),
        ({"size": 9, "kind": "announcements"}, 403, "forbidden"),
    ],
)
def test_C2_what_would_be_refused_is_refused_before_it_travels(
    client: Client, anna: User, told: dict[str, Any], status: int, code: str
) -> None:
    answer = begin(client, **told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not ResumableUpload.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": "many"},
        {"Upload-Length": "-1"},
        {"Upload-Length": "9", "Upload-Metadata": "kind %%%"},
        {"Upload-Length": "9", "Upload-Metadata": "kind /w=="},
        {"Upload-Defer-Length": "1", "Upload-Metadata": pairs(kind="files")},
    ],
)
def test_C1_headers_that_say_nothing_are_refused(
    client: Client, anna: User, headers: dict[str, str]
) -> None:
    answer = client.post(UPLOADS, content_type=PART, headers={**TUS, **headers})
    assert answer.status_code == 400
    assert answer["Tus-Resumable"] == "1.0.0"


def test_a_part_says_what_it_is(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    headers = {**TUS, "Upload-Offset": "0"}
    json = client.patch(place, b"{}", content_type="application/json", headers=headers)
    assert json.status_code == 415
    newer = send(client, place, 0, CONTENT, **{"Tus-Resumable": "2.0.0"})
    assert (newer.status_code, newer["Tus-Version"]) == (412, "1.0.0")
    assert send(client, place, 0, CONTENT + b"more").status_code == 413
    large = send(client, place, 0, b"x" * (limits.PART_BYTES + 1))
    assert (large.status_code, large.json()["limit"]) == (413, limits.PART_BYTES)
    assert how_far(client, place)["Upload-Offset"] == "0"


def test_C2_a_file_in_too_many_parts_is_refused(client: Client, anna: User) -> None:
    place = begin(client, limits.FILE_BYTES)["Location"]
    answer = send(client, place, 0, b"tiny")
    assert (answer.status_code, answer.json()["code"]) == (400, "small_part")
    assert send(client, place, 0, b"x" * answer.json()["limit"]).status_code == 204


def test_what_is_wrong_with_the_whole_is_said_at_the_end_and_leaves_no_file(
    client: Client, anna: User
) -> None:
    place = begin(client, len(CONTENT), kind="photos", name="a.jpg")["Location"]
    send(client, place, 0, CONTENT[:60_000])
    for _time in range(2):
        answer = send(client, place, 60_000, CONTENT[60_000:])
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_type")
    assert not Photo.objects.exists()
    assert how_far(client, place)["Upload-Offset"] == "60000"


def test_I1_a_storage_that_was_away_for_the_last_part_gets_it_again(
    client: Client, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = begin(client, len(CONTENT))["Location"]
    send(client, place, 0, CONTENT[:60_000])
    with monkeypatch.context() as fault:

        def away(*_args: Any, **_named: Any) -> None:
            raise OSError

        fault.setattr(FileSystemStorage, "_save", away)
        answer = send(client, place, 60_000, CONTENT[60_000:])
        assert (answer.status_code, answer.json()["code"]) == (503, "storage_away")
    assert how_far(client, place)["Upload-Offset"] == "60000"
    assert send(client, place, 60_000, CONTENT[60_000:]).status_code == 204
    assert Photo.objects.get().file.open().read() == CONTENT


def test_parts_that_a_restored_backup_lacks_begin_anew(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    send(client, place, 0, CONTENT[:60_000])
    default_storage.delete(UploadPart.objects.get().file)
    assert send(client, place, 60_000, CONTENT[60_000:]).status_code == 404
    assert how_far(client, place).status_code == 404


# --- who -----------------------------------------------------------------------------------
def test_A1_an_upload_is_its_senders_alone(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    client.force_login(make_user("eve", role=User.Role.ADMINISTRATOR))
    assert how_far(client, place).status_code == 404
    assert send(client, place, 0, CONTENT).status_code == 404
    assert client.delete(place, headers=TUS).status_code == 404
    assert ResumableUpload.objects.get().offset == 0


def test_a_part_needs_the_token_of_the_page_and_its_person(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    assert send(strict, place, 0, CONTENT).status_code == 403
    assert strict.delete(place, headers=TUS).status_code == 403
    token = strict.get("/people/").cookies["csrftoken"].value
    other = {"X-CSRFToken": token, "X-Person": str(make_user("ben").pk)}
    refused = send(strict, place, 0, CONTENT, **other)
    assert (refused.status_code, refused.json()["code"]) == (401, "signed_out")
    assert ResumableUpload.objects.get().offset == 0
    mine = {"X-CSRFToken": token, "X-Person": str(anna.pk)}
    assert send(strict, place, 0, CONTENT, **mine).status_code == 204


def test_a_program_needs_the_scope_of_what_it_uploads(client: Client) -> None:
    anna = make_user("anna")
    _token, secret = create_token(by=anna, name="x", scopes=["read", "chat:write"])
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert begin(program, 9, kind="files").status_code == 403
    client.force_login(anna)
    place = begin(client, 9, kind="files")["Location"]
    assert send(program, place, 0, b"123456789").status_code == 403
    assert how_far(program, place).status_code == 200
    assert send_all(program, b"123456789", kind="messages").status_code == 204
    assert ChatFile.objects.get().uploader == anna


def test_an_editor_uploads_for_announcements(client: Client) -> None:
    client.force_login(make_user("anna", role=User.Role.EDITOR))
    answer = send_all(client, CONTENT, kind="announcements", name="Plan.pdf")
    assert Attachment.objects.get(key=answer["File-Key"]).name == "Plan.pdf"


def test_C3_beginnings_and_ends_have_the_rate_of_uploads(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    for _time in range(UPLOAD.count - 1):
        consume(anna, UPLOAD)
    assert begin(client, 9).status_code == 429
    for _time in range(UPLOAD_END.count):
        consume(anna, UPLOAD_END)
    assert send(client, place, 0, CONTENT[:60_000]).status_code == 204
    late = send(client, place, 60_000, CONTENT[60_000:])
    assert late.status_code == 429 and int(late["Retry-After"]) > 0


def test_what_is_spoken_here_can_be_asked(client: Client, anna: User) -> None:
    said = client.options(UPLOADS)
    assert (said.status_code, said["Tus-Version"]) == (204, "1.0.0")
    assert said["Tus-Max-Size"] == str(limits.FILE_BYTES)
    assert set(said["Tus-Extension"].split(",")) == {"creation", "expiration", "termination"}


# --- going ---------------------------------------------------------------------------------
def test_taken_back_nothing_stays_but_the_file_it_has_become(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    send(client, place, 0, CONTENT[:60_000])
    assert client.delete(place, headers=TUS).status_code == 204
    assert how_far(client, place).status_code == 404
    assert not ResumableUpload.objects.exists()
    answer = send_all(client, CONTENT)
    assert client.delete(answer.wsgi_request.path, headers=TUS).status_code == 204
    assert Photo.objects.get(key=answer["File-Key"])


def test_D3_a_forgotten_upload_goes_after_a_day_and_takes_its_bytes_along(
    client: Client, anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    old, fresh = (begin(client, len(CONTENT))["Location"] for _ in range(2))
    for place in (old, fresh):
        send(client, place, 0, CONTENT[:60_000])
    assert len(stored()) == 2
    gone = ResumableUpload.objects.order_by("pk")[:1].values("pk")
    ResumableUpload.objects.filter(pk__in=gone).update(
        created_at=timezone.now() - timedelta(hours=limits.UNATTACHED_HOURS, minutes=1)
    )
    with django_capture_on_commit_callbacks(execute=True):
        remove_orphans()
    assert how_far(client, old).status_code == 404
    assert how_far(client, fresh)["Upload-Offset"] == "60000"
    assert len(stored()) == 1


def test_D4_bytes_of_a_part_without_a_row_go_at_night(client: Client, anna: User) -> None:
    place = begin(client, len(CONTENT))["Location"]
    send(client, place, 0, CONTENT[:60_000])
    ResumableUpload.objects.all().delete()  # past the model, as a killed process leaves it
    for path in stored():
        os.utime(path, (0, 0))
    remove_orphans()
    assert stored() == []
