"""The demo company Nordwerk and the large data set of the benchmarks."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo company Nordwerk and the large data set of the benchmarks."""

    name = "demo"
    default_auto_field = "django.db.models.BigAutoField"
