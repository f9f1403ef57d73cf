"""Links that set a password: they work once, for an hour, and only for a person who may sign in."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from accounts.models import User


class ResetKeys(PasswordResetTokenGenerator):
    """Keys that also die when the person is deactivated or signed out everywhere."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        value = super()._make_hash_value(user, timestamp)
        return f"{value}{user.is_active}{user.session_epoch}"

    def key_of(self, user: User, at: datetime) -> str:
        """The key that was asked for at that moment: always the same one."""
        seconds = self._num_seconds(timezone.make_naive(at, timezone.get_default_timezone()))
        return self._make_token_with_timestamp(user, seconds, self.secret)


def reset_link(user: User, at: datetime | None = None) -> str:
    """The address to set a password at: always on the configured host, whoever asked for it."""
    key = ResetKeys().key_of(user, at or timezone.now())
    place = {"uidb36": int_to_base36(user.pk), "key": key}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=place)
