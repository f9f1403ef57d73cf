"""Who is told of what happens elsewhere. Apps that are not installed have nothing to tell."""

from importlib import import_module

from django.apps import apps

from notifications.handlers import delivery, digest, mail, webpush  # noqa: F401

for name in (
    "accounts",
    "spaces",
    "feed",
    "chat",
):
    if apps.is_installed(name):
        import_module(f"notifications.handlers.{name}")
