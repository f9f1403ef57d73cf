"""Where: departments, communities, membership, the reading rule."""

from django.apps import AppConfig


class SpacesConfig(AppConfig):
    """Where: departments, communities, membership, the reading rule."""

    name = "spaces"
    default_auto_field = "django.db.models.BigAutoField"
