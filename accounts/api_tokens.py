"""Keys with which programs act for people."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A key with which a program acts for a person, within `scopes`. Only its digest is kept."""

    class Scope(models.TextChoices):
        """What a key opens."""

        READ = "read", _("Read everything I may read")
        FEED_WRITE = "feed:write", _("Write posts, comments and reactions")
        CHAT_WRITE = "chat:write", _("Write in conversations I take part in")
        SPACES_WRITE = "spaces:write", _("Join, leave and manage spaces")
        PROFILE_WRITE = "profile:write", _("Change my profile")
        ANNOUNCEMENTS_WRITE = "news:write", _("Write and confirm announcements")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(secret: str) -> str:
        """The stored form of a key: it is random, so a fast hash suffices."""
        return hashlib.sha256(secret.encode()).hexdigest()
