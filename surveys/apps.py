"""Asking: questionnaires, named or anonymous, and their results."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Asking: questionnaires, named or anonymous, and their results."""

    name = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
