"""The pictures of the demo company: scenes for posts and portraits, as files beside this module."""

from functools import partial
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

HERE = Path(__file__).parent
SCENES = sorted(path.stem for path in HERE.glob("scenes/*.webp"))


def _upload(folder: str, name: str) -> SimpleUploadedFile:
    content = (HERE / folder / f"{name}.webp").read_bytes()
    return SimpleUploadedFile(f"{name}.webp", content, "image/webp")


scene = partial(_upload, "scenes")
portrait = partial(_upload, "portraits")  # by handle
