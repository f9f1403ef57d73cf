"""What is told of an app that may be missing: `<app>.py` with a function `write`."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def chapters() -> list[Callable[..., str]]:
    """The chapters of the apps that are installed; each returns what it did, as a sentence."""
    told: Any = sys.modules[__name__]
    found = (app.name for app in apps.get_app_configs() if module_has_submodule(told, app.name))
    return [import_module(f"{__name__}.{name}").write for name in found]
