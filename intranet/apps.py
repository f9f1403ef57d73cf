"""The administration: Django's own, with the product's sign-in and look."""

from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules


class AdministrationConfig(SimpleAdminConfig):
    """Django's administration, served by our own site.

    Only processes that answer pages load what the apps show there; with Celery's checks, which
    loaded it as well, it was 17 MB of the scheduler.
    """

    default_site = "intranet.administration.Administration"

    def ready(self) -> None:
        """Find the pages of all apps."""
        super().ready()
        if settings.PROCESS == "web":
            autodiscover_modules("admin")
