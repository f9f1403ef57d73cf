"""Who is told what: the bell."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

APPS = (
    "accounts",
    "spaces",
    "feed",
    "chat",
)


class NotificationsConfig(AppConfig):
    """Who is told what: the bell."""

    name = "notifications"
    verbose_name = _("Notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Know the things of those apps that are installed."""
        for name in APPS:
            if apps.is_installed(name):
                import_module(f"notifications.targets.{name}")
        import_module("notifications.mail.register")
        autodiscover_modules("notifications")
