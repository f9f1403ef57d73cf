"""What programs that take part in conversations are told."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """A key for signatures: 256 random bits."""
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    """Where a bot is told that it was mentioned. Every call is signed with `secret`."""

    bot = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhook", verbose_name=_("bot")
    )
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=64, default=new_secret, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return f"Webhook of {self.bot}"
