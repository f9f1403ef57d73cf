"""What programs that take part in conversations are told."""

import base64
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.jobs.queue import pause

SECRET_PREFIX = "whsec_"  # noqa: S105 (as Standard Webhooks mark such keys)
KEEP_TRYING = timedelta(days=3)
ENOUGH_FAILURES = 10


def new_secret() -> str:
    """A key for signatures, 256 random bits, in the form libraries expect."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


class Webhook(models.Model):
    """Where a bot is told that it was mentioned. Every call is signed with `secret`.

    While calls fail, the pauses between them grow; after three days of failures it is switched
    off. Of a failure only its kind is kept.
    """

    bot = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhook", verbose_name=_("bot")
    )
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=64, default=new_secret, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    last_failure_at = models.DateTimeField(_("last failure"), null=True, editable=False)
    last_failure = models.CharField(_("what went wrong"), max_length=40, blank=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return str(self.bot)

    @property
    def key(self) -> bytes:
        """The secret as signatures use it."""
        return base64.b64decode(self.secret.removeprefix(SECRET_PREFIX))

    def is_resting(self, now: datetime) -> bool:
        """Whether it failed so lately that calling again would only hold up other work."""
        if not self.failing_since or not self.last_failure_at:
            return False
        return now < self.last_failure_at + pause(self.failures)

    def is_hopeless(self, now: datetime) -> bool:
        """Whether it has failed for days, again and again."""
        long = self.failing_since is not None and now - self.failing_since >= KEEP_TRYING
        return long and self.failures >= ENOUGH_FAILURES
