"""One box over everything one may read: the index, the questions to it, and their pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One box over everything one may read."""

    name = "search"
    verbose_name = _("Search index")
    default_auto_field = "django.db.models.BigAutoField"
