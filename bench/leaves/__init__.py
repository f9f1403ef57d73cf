"""What is measured of apps that may be missing: `<app>.py` with a function `works`."""

import sys
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def works(*given: Any) -> list[Any]:
    """The works of the apps that are installed."""
    here: Any = sys.modules[__name__]
    found = (app.name for app in apps.get_app_configs() if module_has_submodule(here, app.name))
    return [work for name in found for work in import_module(f"{__name__}.{name}").works(*given)]
