"""What a file is, told by its first bytes and never by its name."""

import filetype
from django.core.files.uploadedfile import UploadedFile

UNKNOWN = "application/octet-stream"
HEAD = 32  # bytes in which every type that we read shows itself
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def kind_of(head: bytes) -> str | None:
    """The decoder for a file that begins with `head`, by its content; None for all others."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return "GIF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "HEIF"
    return None


def is_picture(upload: UploadedFile) -> bool:
    """Whether the content of `upload` begins like a picture that we read."""
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    return kind_of(head) is not None


def type_of(upload: UploadedFile) -> str:
    """The type that the content shows; what the sender says does not count."""
    upload.seek(0)
    found = filetype.guess(upload.read(8192))
    upload.seek(0)
    return found.mime if found else UNKNOWN
