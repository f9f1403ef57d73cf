"""Photos and other files below posts and comments."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feed.models.comments import Comment
from feed.models.posts import Post
from kit import limits
from kit.files.storage import StoredFile


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Questions about photos and files."""

    def visible_to(self, user: User | AnonymousUser) -> "PhotoQuerySet":
        """Photos of posts and comments `user` may read, and own ones that wait for theirs."""
        waiting = Q(post=None, comment=None, uploader=user.pk)
        shown = Q(post__in=Post.objects.visible_to(user))
        shown |= Q(comment__in=Comment.objects.visible_to(user).living())
        return self.filter(shown | waiting) if user.is_active else self.none()

    def pictures(self) -> "PhotoQuerySet":
        """Only what may be shown."""
        return self.filter(width__isnull=False)

    def other_files(self) -> "PhotoQuerySet":
        """Only what is offered for saving."""
        return self.filter(width__isnull=True)

    def waiting_of(self, user: User | AnonymousUser) -> "PhotoQuerySet":
        """What `user` uploaded and did not attach yet."""
        return self.filter(post=None, comment=None, uploader=user.pk)


class Photo(StoredFile):
    """A picture, or another file to be taken along. Without post and comment it waits, and only
    its uploader knows of it."""

    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="photos")
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="photos"
    )
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(_("description"), max_length=500, blank=True)
    lent = models.BooleanField(default=False, editable=False)  # shown by the kind of its post

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    @classmethod
    def unattached(cls) -> models.QuerySet["Photo"]:
        """Photos that wait for their post or comment."""
        return cls._base_manager.filter(post=None, comment=None)

    @property
    def container(self) -> Post | Comment | None:
        """What it hangs below."""
        return self.post or self.comment

    @property
    def download(self) -> str:
        """Where the whole file is fetched by whoever may read what it belongs to."""
        return reverse("post-file", args=[self.key])

    def address(self, variant: int | str = max(limits.PICTURE_SIZES)) -> str:
        """Where a size of the photo is fetched by whoever may read what it belongs to."""
        return reverse("photo-file", args=[self.key, variant])
