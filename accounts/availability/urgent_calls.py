"""Calling people whatever the hour: about what, by whom, and why. Administrators read it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 200


class UrgentCall(models.Model):
    """That `about` ("chat.message:9") was to reach its readers in quiet time, too. Once a thing."""

    about = models.CharField(_("about"), max_length=100, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("urgent call")
        verbose_name_plural = _("urgent calls")

    def __str__(self) -> str:
        return self.about

    @property
    def about_id(self) -> int:
        """The id of the thing it is about."""
        return int(self.about.rpartition(":")[2])


def name_of(thing: models.Model) -> str:
    """How a call says what it is about."""
    return f"{thing._meta.label_lower}:{thing.pk}"
