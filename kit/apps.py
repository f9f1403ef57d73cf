"""The toolbox: knows no noun of the business."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The toolbox: knows no noun of the business."""

    name = "kit"
    default_auto_field = "django.db.models.BigAutoField"
