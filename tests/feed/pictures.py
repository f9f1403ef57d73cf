"""Small pictures for uploads."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def a_picture(width: int = 64, height: int = 48, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A JPEG as a phone sends it."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")
