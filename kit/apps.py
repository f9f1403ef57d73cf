"""The toolbox: knows no noun of the business."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

MODULES = ("embeds", "handlers", "live", "delivery", "tasks")


class KitConfig(AppConfig):
    """The toolbox: knows no noun of the business."""

    name = "kit"
    verbose_name = _("Operations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find what the apps enter into registries: embeds, handlers, topics, work of the clock."""
        autodiscover_modules(
            "embeds", "handlers", "live", "delivery", "tasks", "previews", "sections"
        )
