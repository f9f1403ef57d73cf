"""Who: people, profiles, sign-in, devices."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who: people, profiles, sign-in, devices."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
