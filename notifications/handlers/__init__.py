"""Who is told of what happens elsewhere. Apps that are not installed have nothing to tell."""

from importlib import import_module

from django.apps import apps

for name in ("accounts", "spaces", "feed", "chat", "polls", "announcements", "surveys"):
    if apps.is_installed(name):
        import_module(f"notifications.handlers.{name}")
