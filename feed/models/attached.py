"""What posts and comments share: pictures, and other files to be taken along."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from feed.models.photos import Photo


class Illustrated(models.Model):
    """Something with `photos`: one list, loaded once, shown as pictures and as rows of files."""

    photos: Any

    class Meta:
        abstract = True

    @property
    def pictures(self) -> "list[Photo]":
        """What is shown."""
        return [one for one in self.photos.all() if one.is_picture]

    @property
    def files(self) -> "list[Photo]":
        """What is offered for saving."""
        return [one for one in self.photos.all() if not one.is_picture]
