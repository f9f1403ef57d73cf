"""Who: people, profiles, sign-in, devices."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who: people, profiles, sign-in, devices."""

    name = "accounts"
    verbose_name = "Flurfunk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the description of the API about our keys."""
        from accounts import schema  # noqa: F401
