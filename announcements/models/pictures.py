"""Pictures of announcements that only the newsroom reads so far."""

from django.urls import reverse

from feed.models import Photo
from kit import limits


class DraftPicture(Photo):
    """The same picture, fetched through the announcement instead of its unreadable post."""

    class Meta:
        proxy = True

    def address(self, variant: int | str = max(limits.PICTURE_SIZES)) -> str:
        """Where an editor fetches a size of it."""
        return reverse("announcement-picture", args=[self.post_id, self.key, variant])
