"""Portraits: the pictures people show of themselves."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.files.storage import StoredFile


class PortraitQuerySet(models.QuerySet["Portrait"]):
    """Questions about portraits."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "PortraitQuerySet":
        """Portraits follow the directory: whoever sees a person sees the picture."""
        return self.filter(user__in=get_user_model().objects.visible_to(user))


class Portrait(StoredFile):
    """A picture of a person, shown small beside everything the person writes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="portraits")

    objects = PortraitQuerySet.as_manager()

    route = "portrait-file"
    sizes = (96, 240, 480)  # beside a text, in the directory, on the profile; at twice the pixels

    class Meta:
        verbose_name = _("portrait")
        verbose_name_plural = _("portraits")
