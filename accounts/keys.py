"""Links that set a password: they work once, for an hour, and only for a person who may sign in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import int_to_base36

from accounts.models import User


class ResetKeys(PasswordResetTokenGenerator):
    """Keys that also die when the person is deactivated or signed out everywhere."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        value = super()._make_hash_value(user, timestamp)
        return f"{value}{user.is_active}{user.sign_in_round}"


def reset_link(user: User) -> str:
    """The address to set a password at: always on the configured host, whoever asked for it."""
    place = {"uidb36": int_to_base36(user.pk), "key": ResetKeys().make_token(user)}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=place)
