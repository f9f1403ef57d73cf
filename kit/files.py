"""Stored files: rows that know their bytes, addresses nobody guesses, downloads checked each time."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit import limits

FOLDER = "files"


def new_key() -> str:
    """192 random bits: an address that cannot be guessed."""
    return secrets.token_urlsafe(24)


def storage_name(stored: "StoredFile", name: str) -> str:
    """Where the bytes go: a random name, because the one people gave may hold anything."""
    ending = name.rpartition(".")[2] if stored.is_picture else "bin"
    random = secrets.token_hex(16)
    return f"{FOLDER}/{stored._meta.model_name}/{random[:2]}/{random}.{ending}"


class StoredFile(models.Model):
    """A file somebody uploaded. It belongs to `uploader` until it is attached to something.

    The concrete model lends its `visible_to`, so that the right to a file is the right to what it
    is attached to, and says in `unattached()` which rows wait for that.
    """

    key = models.CharField(max_length=60, unique=True, default=new_key, editable=False)
    name = models.CharField(_("name"), max_length=limits.FILE_NAME_LENGTH)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    content_type = models.CharField(_("type"), max_length=100)
    checksum = models.CharField(max_length=64, editable=False)
    file = models.FileField(upload_to=storage_name, max_length=200, editable=False)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    colour = models.CharField(max_length=7, blank=True, editable=False)
    variants = models.JSONField(default=list, blank=True, editable=False)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether browsers may show it inline: only what we wrote ourselves."""
        return self.width is not None

    @classmethod
    def unattached(cls) -> "models.QuerySet[Any]":
        """Rows that wait for being attached; concrete models say which."""
        return cls._base_manager.none()
