"""Pictures of people: limited before they are decoded, turned upright, written anew in three sizes.

Nothing of the file that was sent is kept: what we store holds pixels only, so there is no place
of taking, no device and no hidden second content in it.

Whoever takes uploads imports this module then: Pillow and libheif take 10 MB of every process.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pi_heif
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from kit import limits
from kit.files.file_types import HEAD, kind_of
from kit.http.exceptions import Problem, TooLarge, TooMany, UnsupportedType

pi_heif.register_heif_opener()

TALLEST = 3  # a long screenshot may be this many times as high as wide before it is made smaller
QUALITY = 80
ROTATED = {5, 6, 7, 8}  # values of EXIF orientation in which width and height change places
ORIENTATION = 0x0112
LANCZOS = Image.Resampling.LANCZOS

# A picture of 40 megapixels takes 160 MB while it is read; this keeps the sum bounded.
_slots = threading.BoundedSemaphore(2)
_WAIT_SECONDS = 4  # no answer takes longer than 5 s; the phone tries again after a 429


@dataclass(frozen=True)
class Rendition:
    """One size of a picture, ready to be stored. `size` is the width it was made for."""

    size: int
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Picture:
    """A picture that was read: its sizes from small to large, and its main colour."""

    renditions: tuple[Rendition, ...]
    colour: str

    @property
    def largest(self) -> Rendition:
        """The size from which width and height of the picture are taken."""
        return self.renditions[-1]


def read_picture(
    upload: UploadedFile, *, field: str = "photo", sizes: tuple[int, ...] = limits.PICTURE_SIZES
) -> Picture:
    """The picture in `upload`, or a Problem: too large, not a picture that we read, broken.

    An animation becomes its first frame.
    """
    if (upload.size or 0) > limits.PICTURE_BYTES:
        raise _too_heavy(field)
    upload.seek(0)
    kind = kind_of(upload.read(HEAD))
    if kind is None:
        raise UnsupportedType(detail=_("Please send a PNG, JPEG, WebP, GIF or HEIC."), field=field)
    upload.seek(0)
    with _a_place(), _clear_refusals(field):
        image = _decoded(upload, kind, field)
        return Picture(tuple(renditions(image, sizes)), _main_colour(image))


def renditions(
    image: Image.Image, sizes: tuple[int, ...] = limits.PICTURE_SIZES
) -> Iterator[Rendition]:
    """`image` in each of `sizes` up to its own, never enlarged, from small to large."""
    boxes = {_box(image.size, size): size for size in sorted(sizes, reverse=True)}
    made, smaller = [], image
    for box, size in boxes.items():  # the same box twice is kept once, under its smallest size
        smaller = smaller if box == smaller.size else smaller.resize(box, LANCZOS)
        made.append(Rendition(size, *box, _as_webp(smaller)))
    yield from reversed(made)


def _decoded(upload: UploadedFile, kind: str, field: str) -> Image.Image:
    """Upright pixels in sRGB, decoded no larger than we need, without anything beside them."""
    image = Image.open(upload, formats=[kind])
    _check_size(image, field)
    turned = image.getexif().get(ORIENTATION) in ROTATED
    width, height = _box(image.size[::-1] if turned else image.size, max(limits.PICTURE_SIZES))
    image.draft("RGB", (height, width) if turned else (width, height))
    image.load()
    _check_size(image, field)
    return _bare(ImageOps.exif_transpose(image))


def _check_size(image: Image.Image, field: str) -> None:
    width, height = image.size
    if width * height > limits.PICTURE_PIXELS or max(width, height) > limits.PICTURE_SIDE:
        megapixels = limits.PICTURE_PIXELS // 1_000_000
        detail = _("This picture has too many pixels; at most %(limit)d megapixels.")
        raise TooLarge(
            "too_many_pixels",
            detail % {"limit": megapixels},
            field=field,
            limit=limits.PICTURE_PIXELS,
        )


def _bare(image: Image.Image) -> Image.Image:
    """Pixels only, in sRGB: the colour profile is applied and then thrown away like the rest."""
    profile = image.info.get("icc_profile")
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    if image.mode.startswith("I"):  # 16 bits a channel, from scanners
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    image = _in_srgb(image, profile) if profile else image
    image = image.convert("RGBA" if has_alpha else "RGB")
    image.info.clear()
    return image


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if image.mode not in {"RGB", "RGBA", "CMYK"}:
        image = image.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a broken profile: the colours are as good as guessed anyway


def _box(shape: tuple[int, int], size: int) -> tuple[int, int]:
    """Width and height of a picture of `shape` within `size`, in its proportions, not enlarged."""
    scale = min(1.0, size / shape[0], size * TALLEST / shape[1])
    return max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))


def _as_webp(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=QUALITY, method=3, exif=b"", xmp=b"", icc_profile=b"")
    return written.getvalue()


def _main_colour(image: Image.Image) -> str:
    """The colour that most of the picture has, for the place where it will appear."""
    small = image.convert("RGBA").resize((24, 24), Image.Resampling.BOX)
    on_white = Image.new("RGBA", small.size, "white")
    on_white.alpha_composite(small)
    few = on_white.convert("RGB").quantize(4).convert("RGB")
    counts: Any = few.getcolors()  # at most 24 × 24 of them, so never None
    return "#{:02x}{:02x}{:02x}".format(*max(counts)[1])


@contextmanager
def _clear_refusals(field: str) -> Iterator[None]:
    """Whatever a decoder says about a file means one thing to a person: it is broken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Problem:
        raise
    except Image.DecompressionBombError as error:
        raise _too_heavy(field) from error
    except Exception as error:  # decoders raise whatever their format suggests
        detail = _("This picture is damaged or incomplete.")
        raise Problem("broken_picture", detail, field=field) from error


@contextmanager
def _a_place() -> Iterator[None]:
    if not _slots.acquire(timeout=_WAIT_SECONDS):
        raise TooMany(retry_after=_WAIT_SECONDS)
    try:
        yield
    finally:
        _slots.release()


def _too_heavy(field: str) -> TooLarge:
    megabytes = limits.PICTURE_BYTES // limits.MIB
    detail = _("This picture is too large; at most %(limit)d MB.") % {"limit": megabytes}
    return TooLarge(detail=detail, field=field, limit=limits.PICTURE_BYTES)
