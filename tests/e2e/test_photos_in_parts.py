"""Photos on a line that hardly carries them: in parts, once, and as the device made them small."""

import hashlib
import io
import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile
from PIL import Image
from playwright.sync_api import Error, expect

import feed.uploads
from chat.models import ChatFile, Message
from feed.models import Photo, Post
from kit.models import ResumableUpload
from tests.e2e.test_outbox import waiting_rows, write_message, write_post
from tests.e2e.test_writing import picture
from tests.e2e.waiting import until
from tests.factories import make_group, make_space
from tests.kit.test_pictures import GPS

SCRIPT = "text/javascript"
WAITING = """new Promise((done) => {
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, 0));
  const tell = async ([row]) => {
    const bytes = await row.files[0].blob.arrayBuffer();
    done(hex(await crypto.subtle.digest("SHA-256", bytes)).join(""));
  };
  document.dispatchEvent(new CustomEvent("outbox:list", { detail: { done: tell } }));
})"""


@pytest.fixture
def compose(anna, ben) -> str:
    return f"/compose/?space={make_space(anna, ben).slug}"


@pytest.fixture
def arrived(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the server put together, byte by byte, before it read the picture."""
    found: list[bytes] = []

    def listening(kind: Any) -> Any:
        def take(*, upload: UploadedFile, **more: Any) -> Photo:
            found.append(upload.read())
            upload.seek(0)
            return kind.take(upload=upload, **more)

        return replace(kind, take=take)

    monkeypatch.setattr(feed.uploads, "UPLOADS", [listening(one) for one in feed.uploads.UPLOADS])
    return found


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve megabytes from a phone, with the place where they were taken."""
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (53.0, 33.0, 0.0), 3: "E", 4: (9.0, 59.0, 0.0)}
    shapes = Image.effect_noise((80, 60), 200).resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((4000, 3000), 12)
    path = tmp_path_factory.mktemp("phone") / "valve.jpg"
    mixed = [Image.blend(shapes, grain, share) for share in (0.3, 0.35, 0.4)]
    Image.merge("RGB", mixed).save(path, quality=100, subsampling=0, exif=exif)
    return path


def test_D5_a_photo_of_12_mb_arrives_once_through_20_cuts_and_its_text_before_it(
    open_browser, line, anna, ben, compose, photo, arrived
):
    assert photo.stat().st_size > 12_000_000
    page = open_browser(
        ben, size="phone", base_url=line.address, provoked=("ERR_", "WebSocket", "status of")
    )
    page.goto(compose)
    until(page, lambda: page.evaluate("customElements.get('outbox-bar')?.name"), "the bar")
    line.slow_down(100_000, 0.1)
    line.become("open")  # without the connections that were fast
    page.set_input_files("#composer [name=files]", photo)
    expect(page.locator("#composer .shot__wait")).to_contain_text("MB")
    write_post(page, "This valve")
    until(page, lambda: waiting_rows(page) == 1, "the waiting post")
    digest = page.evaluate(WAITING)
    dice = random.Random("valve")
    for _cut in range(20):
        page.wait_for_timeout(dice.randrange(200, 1_500))
        line.become("cut")
        line.become("open")
        waiting_rows(page)  # the page hears that the line is back
    with suppress(Error):  # the page may be on its way there itself
        page.goto("/")
    until(page, Post.objects.exists, "the text")
    line.become("cut")
    assert (Post.objects.get().photos_to_come, Photo.objects.count()) == (1, 0)
    reader = open_browser(anna, size="phone")
    reader.goto("/")
    expect(reader.locator("post-card")).to_contain_text("1 picture follows")
    line.become("open")
    until(page, lambda: waiting_rows(page) == 0, "an empty outbox")
    [whole] = arrived
    assert hashlib.sha256(whole).hexdigest() == digest
    shrunk = Image.open(io.BytesIO(whole))
    assert max(shrunk.size) == 1600 and not shrunk.getexif()
    assert Post.objects.get().photos.get() == Photo.objects.get()
    assert ResumableUpload.objects.count() == 1
    expect(reader.locator("post-card img[srcset]")).to_be_visible()
    expect(reader.locator("post-card")).not_to_contain_text("follows")
    expect(reader.locator("post-card")).not_to_contain_text("edited")


def test_without_the_script_for_parts_a_photo_goes_up_in_one_piece(
    open_browser, ben, compose, arrived, tmp_path
):
    page = open_browser(ben, size="phone")
    page.route("**/outbox-files*.js", lambda route: route.fulfill(body="", content_type=SCRIPT))
    page.goto(compose)
    page.context.set_offline(True)
    page.set_input_files("#composer [name=files]", picture(tmp_path))
    write_post(page, "This valve")
    until(page, lambda: waiting_rows(page) == 1, "the waiting post")
    page.context.set_offline(False)
    until(page, lambda: waiting_rows(page) == 0, "an empty outbox")
    assert Post.objects.get().photos.count() == 1
    assert not arrived and not ResumableUpload.objects.exists()


HELD = """() => {
  const made = createImageBitmap;
  const gate = new Promise((open) => { window.openGate = open; });
  window.createImageBitmap = async (...given) => { await gate; return made(...given); };
}"""


def test_pictures_that_are_sent_before_they_are_small_arrive_small_and_all(
    open_browser, ben, compose, arrived, tmp_path
):
    page = open_browser(ben, size="phone")
    page.goto(compose)
    page.wait_for_function("() => customElements.get('outbox-bar')")
    page.evaluate(HELD)
    page.set_input_files("#composer [name=files]", [photo_with_place(tmp_path, n) for n in "ab"])
    write_post(page, "These valves")
    expect(page.locator("#composer[aria-busy=true]")).to_have_count(1)
    assert not arrived and not Post.objects.exists()
    page.evaluate("openGate()")
    until(page, lambda: Photo.objects.exclude(post=None).count() == 2, "both pictures")
    for whole in arrived:
        shrunk = Image.open(io.BytesIO(whole))
        assert max(shrunk.size) == 1600 and not shrunk.getexif()
    # the page leaves while a last part travels; the next one sends that again, which is refused
    assert len(set(arrived)) == Photo.objects.count() == 2


def test_a_message_waits_until_its_picture_is_small(open_browser, anna, ben, tmp_path):
    page = open_browser(ben, size="phone")
    page.goto(f"/chat/{make_group(ben, anna).pk}/")
    page.wait_for_function("() => customElements.get('outbox-bar')")
    page.evaluate(HELD)
    page.set_input_files("chat-composer input[type=file]", picture(tmp_path))
    write_message(page, "This valve")
    page.evaluate("openGate()")
    until(page, lambda: ChatFile.objects.exclude(message=None).exists(), "the picture")
    assert Message.objects.get(body="This valve").files.count() == 1


def test_a_message_takes_ten_files_and_says_so_also_while_they_are_made_small(
    open_browser, anna, ben, tmp_path
):
    page = open_browser(ben, size="phone")
    page.goto(f"/chat/{make_group(ben, anna).pk}/")
    page.wait_for_function("() => customElements.get('outbox-bar')")
    page.evaluate(HELD)
    for choice in "ab":
        seven = [picture(tmp_path, f"{choice}{number}.jpg", 64) for number in range(7)]
        page.set_input_files("chat-composer input[type=file]", seven)
    expect(page.locator(".toast--error")).to_contain_text("At most 10 files.")
    page.evaluate("openGate()")
    expect(page.locator("chat-composer .shot")).to_have_count(10)


def photo_with_place(folder: Path, name: str) -> Path:
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (53.0, 33.0, 0.0), 3: "E", 4: (9.0, 59.0, 0.0)}
    path = folder / f"{name}.jpg"
    Image.effect_noise((2000, 1500), 60).save(path, exif=exif)
    return path
