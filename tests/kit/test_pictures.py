"""Pictures: what is read, what is refused, and that nothing but pixels is kept."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from kit import limits
from kit.files import pictures
from kit.files.pictures import Picture, read_picture
from kit.http.exceptions import Problem

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
HEIC = Path(__file__).with_name("phone.heic").read_bytes()
FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def drawn(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Blue on the left, red on the right, so that turning shows."""
    image = Image.new("RGB", (width, height), "#c02020")
    image.paste("#2020c0", (0, 0, width // 2, height))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def phone_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Nordwerk Phone"
    exif[GPS] = {1: "N", 2: (53.0, 33.0, 0.0), 3: "E", 4: (9.0, 59.0, 0.0)}
    return exif


def shown(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.largest.content))


def colour_at(picture: Picture, x: int, y: int) -> str:
    """ "red" or "blue"."""
    red, _, blue = shown(picture).convert("RGB").getpixel((x, y))
    return "red" if red > blue else "blue"


def refused(content: bytes, name: str = "photo.jpg") -> Problem:
    with pytest.raises(Problem) as caught:
        read_picture(upload(content, name))
    return caught.value


# --- reading -------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", FORMATS)
def test_D2_each_of_our_formats_is_read(kind: str) -> None:
    picture = read_picture(upload(encoded(drawn(), kind)))
    assert (picture.largest.width, picture.largest.height) == (64, 48)
    assert shown(picture).format == "WEBP"
    assert (colour_at(picture, 5, 5), colour_at(picture, 60, 5)) == ("blue", "red")


def test_D2_pictures_of_iphones_are_read() -> None:
    picture = read_picture(upload(HEIC, "IMG_0001.HEIC"))
    assert (picture.largest.width, picture.largest.height) == (64, 48)
    assert colour_at(picture, 5, 5) == "blue"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    picture = read_picture(upload(encoded(drawn(mode=mode), kind)))
    assert shown(picture).mode in {"RGB", "RGBA"}


def test_sixteen_bits_a_channel_do_not_become_white() -> None:
    image = Image.new("I;16", (8, 8), 0x4000)
    red, green, blue = shown(read_picture(upload(encoded(image, "PNG")))).getpixel((4, 4))
    assert {red, green, blue} <= set(range(0x3C, 0x44))


def test_see_through_pictures_stay_so() -> None:
    picture = read_picture(upload(encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG")))
    assert shown(picture).convert("RGBA").getpixel((4, 4))[3] == 0
    assert picture.colour == "#ffffff"


def test_the_name_of_a_file_does_not_matter() -> None:
    assert read_picture(upload(encoded(drawn(), "PNG"), "report.pdf")).largest.width == 64


# --- upright -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("orientation", "size", "top_left"),
    [
        (1, (64, 48), "blue"),
        (2, (64, 48), "red"),
        (3, (64, 48), "red"),
        (4, (64, 48), "blue"),
        (6, (48, 64), "blue"),
        (8, (48, 64), "red"),
    ],
)
def test_D2_pictures_are_turned_upright(
    orientation: int, size: tuple[int, int], top_left: str
) -> None:
    picture = read_picture(upload(encoded(drawn(), exif=phone_exif(orientation))))
    assert (picture.largest.width, picture.largest.height) == size
    assert colour_at(picture, 5, 5) == top_left


def test_a_large_photo_held_upright_gets_all_its_sizes() -> None:
    photo = encoded(drawn(2400, 1800), exif=phone_exif(6))
    made = read_picture(upload(photo)).renditions
    assert [(r.width, r.height) for r in made] == [(480, 640), (960, 1280), (1600, 2133)]


# --- nothing but pixels --------------------------------------------------------------------------
def private_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_D2_no_place_no_device_no_profile_is_left(kind: str) -> None:
    marked = encoded(
        drawn(1000, 700),
        kind,
        exif=phone_exif(),
        icc_profile=private_profile(),
        xmp=b"<x:xmpmeta/>",
    )
    assert b"Nordwerk" in marked
    assert_bare(read_picture(upload(marked)))


def test_D2_no_place_is_left_of_pictures_of_iphones() -> None:
    assert b"Nordwerk" in HEIC
    assert_bare(read_picture(upload(HEIC)))


def test_D2_no_comment_is_left() -> None:
    assert_bare(read_picture(upload(encoded(drawn(), "GIF", comment=b"Nordwerk secret"))))
    assert_bare(read_picture(upload(encoded(drawn(), "JPEG", comment=b"Nordwerk secret"))))


def assert_bare(picture: Picture) -> None:
    for rendition in picture.renditions:
        chunks = set(webp_chunks(rendition.content))
        assert chunks <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
        assert b"Nordwerk" not in rendition.content
        image = Image.open(io.BytesIO(rendition.content))
        assert not dict(image.getexif())
        assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()


def webp_chunks(content: bytes) -> list[bytes]:
    found, at = [], 12
    while at < len(content):
        name, length = struct.unpack("<4sI", content[at : at + 8])
        found.append(name)
        at += 8 + length + length % 2
    return found


def test_D2_a_second_file_behind_the_picture_is_not_kept() -> None:
    for hidden in (b"<script>alert(1)</script>", b"PK\x03\x04 archive", b"%PDF-1.7 pages"):
        picture = read_picture(upload(encoded(drawn()) + hidden))
        assert all(hidden not in rendition.content for rendition in picture.renditions)


def test_colours_of_a_wide_profile_become_ordinary_ones() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    picture = read_picture(upload(encoded(drawn(), icc_profile=swapped)))
    assert picture.largest.width == 64  # a profile that does not fit is no reason to refuse


def test_a_broken_profile_is_ignored() -> None:
    assert read_picture(upload(encoded(drawn(), icc_profile=b"rubbish" * 50))).largest.width == 64


# --- sizes ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1, 1), [1]),
        ((480, 320), [480]),
        ((481, 320), [480, 481]),
        ((960, 100), [480, 960]),
        ((1200, 900), [480, 960, 1200]),
        ((2000, 10), [480, 960, 1600]),
    ],
)
def test_pictures_are_never_enlarged(size: tuple[int, int], widths: list[int]) -> None:
    made = read_picture(upload(encoded(drawn(*size), "PNG"))).renditions
    assert [rendition.width for rendition in made] == widths


def test_a_long_screenshot_fits_into_every_decoder() -> None:
    made = read_picture(upload(encoded(drawn(700, 9000), "PNG"))).renditions
    assert [(r.width, r.height) for r in made] == [(112, 1440), (224, 2880), (373, 4800)]


def test_the_main_colour_is_the_one_most_pixels_have() -> None:
    image = drawn(90, 60)
    image.paste("#10a040", (0, 0, 70, 60))
    assert read_picture(upload(encoded(image, "PNG"))).colour == "#10a040"


def test_an_animation_becomes_its_first_frame() -> None:
    frames = [drawn(), Image.new("RGB", (64, 48), "white")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    picture = read_picture(upload(moving))
    assert getattr(shown(picture), "n_frames", 1) == 1
    assert colour_at(picture, 5, 5) == "blue"


# --- refusing ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><img src=x>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"BM" + b"\0" * 100,
        b"II*\0" + b"\0" * 100,
        b"GIF90a" + b"\0" * 100,
        b"RIFF\0\0\0\0WAVE" + b"\0" * 100,
        b"\0\0\0\x18ftypmp42" + b"\0" * 100,
        b"%!PS-Adobe-3.0 EPSF-3.0",
    ],
)
def test_D2_other_types_are_refused_by_content(content: bytes) -> None:
    problem = refused(content, "photo.jpg")
    assert (problem.status, problem.code, problem.field) == (415, "unsupported_type", "photo")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_C1_truncated_pictures_are_refused(kind: str, share: float) -> None:
    whole = encoded(drawn(600, 400), kind)
    problem = refused(whole[: int(len(whole) * share)])
    assert (problem.status, problem.code) == (400, "broken_picture")


@pytest.mark.parametrize("kind", [*FORMATS, "HEIF"])
def test_C1_scrambled_pictures_never_break_us(kind: str) -> None:
    whole = HEIC if kind == "HEIF" else encoded(drawn(200, 100), kind)
    for at in range(16, len(whole), max(1, len(whole) // 60)):
        scrambled = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        assert status_of(scrambled) in {200, 400, 413, 415}


def status_of(content: bytes) -> int:
    try:
        read_picture(upload(content))
    except Problem as problem:
        return problem.status
    return 200


def png_chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png(width: int, height: int, *more: bytes) -> bytes:
    """The beginning of a PNG that claims a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + b"".join(more)


@pytest.mark.parametrize(
    "size", [(10_000, 4_001), (100_000, 100_000), (2**31 - 1, 1), (40_000, 2), (1, 30_001)]
)
def test_C2_bombs_are_refused_before_they_are_decoded(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded a bomb"))
    bomb = png(*size, png_chunk(b"IDAT", zlib.compress(b"\0" * 100_000)))
    problem = refused(bomb)
    assert problem.status == 413
    assert problem.limit in {limits.PICTURE_PIXELS, limits.PICTURE_BYTES}


def test_C2_a_gif_with_a_frame_larger_than_its_screen_is_refused() -> None:
    screen = b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0, 0, 0)
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00;"
    assert refused(screen + frame).status in {400, 413}


def test_C2_a_bomb_of_text_inside_a_picture_is_refused() -> None:
    text = png_chunk(b"zTXt", b"note\0\0" + zlib.compress(b"x" * 50_000_000))
    assert refused(png(8, 8, text, png_chunk(b"IDAT", b""))).status == 400


def test_C2_more_than_twenty_megabytes_are_refused_unread() -> None:
    heavy = upload(b"\xff\xd8\xff")
    heavy.size = limits.PICTURE_BYTES + 1
    heavy.file.close()  # reading it would raise another error
    with pytest.raises(Problem) as caught:
        read_picture(heavy)
    assert (caught.value.status, caught.value.limit) == (413, limits.PICTURE_BYTES)


def test_when_everybody_uploads_at_once_the_last_is_asked_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "_WAIT_SECONDS", 0)
    with pictures._a_place(), pictures._a_place():
        assert refused(encoded(drawn())).status == 429
    assert read_picture(upload(encoded(drawn()))).largest.width == 64
