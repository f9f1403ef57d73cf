"""Asking: questionnaires, named or anonymous, and their results."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Asking: questionnaires, named or anonymous, and their results."""

    name = "surveys"
    verbose_name = _("Surveys")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name a list of choices in the description of the API."""
        names: Any = settings.SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"]
        names["SurveyShown"] = "surveys.models.ResultVisibility"
