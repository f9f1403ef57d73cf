"""Versions: what an announcement said, to whom and until when, at any time."""

import math
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spaces.models import Space

WORDS_PER_MINUTE = 180


class Version(models.Model):
    """Everything an announcement says and asks, frozen once it has been said.

    A draft is version 1 without `said_at` and may be rewritten. From the release on every change
    is a further row, so that what was asked of whom can be told for any past moment.
    """

    announcement = models.ForeignKey(
        "announcements.Announcement", models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(null=True)
    is_material = models.BooleanField(_("changes what it means"), default=True)
    spaces = models.ManyToManyField(Space, related_name="announcement_versions")
    on_behalf = models.CharField(_("on behalf of"), max_length=100, blank=True)
    starts_at = models.DateTimeField(_("published from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    confirm_by = models.DateField(_("to be confirmed by"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("announcement", "number", name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    def is_in_force_at(self, moment: datetime) -> bool:
        """Whether it is published and not expired at `moment`, as far as it knew itself."""
        begun = self.starts_at is not None and self.starts_at <= moment
        return begun and (self.ends_at is None or self.ends_at > moment)

    @cached_property
    def all_texts(self) -> list["VersionText"]:
        """Its texts, the author's own language first."""
        return list(self.texts.all())

    def text_for_reader(self) -> "VersionText":
        """The text in the language of the page, else the first one the author wrote."""
        mine = (text for text in self.all_texts if text.language == get_language())
        return next(mine, self.all_texts[0])


class VersionText(models.Model):
    """One language of a version, written by its author. `position` 0 is the author's own."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=200)
    lead = models.CharField(_("lead"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("version", "language", name="one_text_per_language")]

    def __str__(self) -> str:
        return f"{self.version} {self.language}"

    @property
    def minutes(self) -> int:
        """How long reading takes."""
        words = len(f"{self.title} {self.lead} {self.body}".split())
        return max(1, math.ceil(words / WORDS_PER_MINUTE))


class Approval(models.Model):
    """That a second person has read a version before it was published."""

    version = models.OneToOneField(Version, models.CASCADE, related_name="approval")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
